// What a Java program does with Cloud Storage. Prints one line of JSON: step by step, "ok" or why not.
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.cloud.NoCredentials;
import com.google.cloud.WriteChannel;
import com.google.cloud.storage.*;
import java.nio.ByteBuffer;
import java.util.*;
import java.util.stream.*;

public class StorageProgram {
  interface Work {
    void run() throws Exception;
  }

  static final List<String> steps = new ArrayList<>();

  static void step(String name, Work work) {
    String answer = "ok";
    try {
      work.run();
    } catch (Throwable error) {
      answer = error.toString().replaceAll("[\"\\\\\\s]+", " ");
    }
    steps.add("\"" + name + "\":\"" + answer + "\"");
  }

  static void check(boolean holds, Object found) {
    if (!holds) throw new AssertionError(String.valueOf(found));
  }

  public static void main(String[] args) throws Exception {
    Storage storage =
        StorageOptions.newBuilder()
            .setHost(System.getenv("STORAGE_EMULATOR_HOST"))
            .setProjectId(System.getenv("PUBSUB_PROJECT_ID"))
            .setCredentials(NoCredentials.getInstance())
            .build()
            .getService();
    String bucket = "java-storage";
    BlobId a = BlobId.of(bucket, "in/größe 1%.csv");

    step("makes a bucket", () -> storage.create(BucketInfo.newBuilder(bucket).setLocation("us-central1").build()));
    step("writes and reads", () -> {
      storage.create(BlobInfo.newBuilder(a).setContentType("text/csv").build(), "ds,y\n".getBytes(UTF_8));
      check(new String(storage.readAllBytes(a), UTF_8).equals("ds,y\n"), "another content");
      storage.create(BlobInfo.newBuilder(bucket, "empty").build());
      check(storage.readAllBytes(bucket, "empty").length == 0, "not empty");
    });
    step("writes in chunks and reads a range", () -> {
      try (WriteChannel channel = storage.writer(BlobInfo.newBuilder(bucket, "big").build())) {
        channel.setChunkSize(256 * 1024);
        channel.write(ByteBuffer.wrap(new byte[1_000_000]));
      }
      check(storage.readAllBytes(bucket, "big").length == 1_000_000, "another length");
      try (var reader = storage.reader(bucket, "big")) {
        reader.seek(999_990);
        check(reader.read(ByteBuffer.allocate(100)) == 10, "another range");
      }
    });
    step("changes metadata", () -> {
      Blob blob = storage.get(a).toBuilder().setMetadata(Map.of("a", "1")).build().update();
      check("1".equals(blob.getMetadata().get("a")), blob.getMetadata());
      Bucket found = storage.get(bucket).toBuilder().setLabels(Map.of("team", "x")).build().update();
      check("x".equals(found.getLabels().get("team")), found.getLabels());
    });
    step("copies and composes", () -> {
      storage.copy(Storage.CopyRequest.of(a, BlobId.of(bucket, "copy"))).getResult();
      storage.compose(
          Storage.ComposeRequest.newBuilder()
              .addSource("copy", "copy")
              .setTarget(BlobInfo.newBuilder(bucket, "sum").build())
              .build());
      check(storage.readAllBytes(bucket, "sum").length == 10, "another length");
    });
    step("lists", () -> {
      List<String> names =
          storage.list(bucket, Storage.BlobListOption.currentDirectory()).streamAll()
              .map(Blob::getName).collect(Collectors.toList());
      check(names.equals(List.of("big", "copy", "empty", "sum", "in/")), names);
    });
    step("keeps to preconditions", () -> {
      try {
        storage.create(BlobInfo.newBuilder(bucket, "big").build(), Storage.BlobTargetOption.doesNotExist());
      } catch (StorageException refused) {
        check(refused.getCode() == 412, refused);
        return;
      }
      throw new AssertionError("it was overwritten");
    });
    step("keeps versions", () -> {
      storage.get(bucket).toBuilder().setVersioningEnabled(true).build().update();
      storage.create(BlobInfo.newBuilder(bucket, "copy").build(), "new".getBytes(UTF_8));
      var versions =
          storage.list(bucket, Storage.BlobListOption.prefix("copy"), Storage.BlobListOption.versions(true))
              .streamAll().collect(Collectors.toList());
      check(versions.size() == 2, versions);
      check(new String(versions.get(0).getContent(), UTF_8).equals("ds,y\n"), "another content");
      check(storage.delete(versions.get(0).getBlobId()), "not deleted");
      storage.get(bucket).toBuilder().setVersioningEnabled(false).build().update();
    });
    step("restores what was deleted", () -> {
      BlobId id = storage.get(bucket, "copy").getBlobId();
      check(storage.delete(bucket, "copy"), "not deleted");
      storage.restore(id, Storage.BlobRestoreOption.copySourceAcl(false));
      check(storage.readAllBytes(bucket, "copy").length == 3, "another length");
    });
    step("batches", () -> {
      StorageBatch batch = storage.batch();
      List<StorageBatchResult<Boolean>> results = new ArrayList<>();
      for (Blob blob : storage.list(bucket).iterateAll()) results.add(batch.delete(blob.getBlobId()));
      batch.submit();
      for (var result : results) check(result.get(), "not deleted");
      check(!storage.list(bucket).iterateAll().iterator().hasNext(), "objects are left");
    });
    step("removes a bucket", () -> check(storage.delete(bucket), "not deleted"));
    System.out.println("{" + String.join(",", steps) + "}");
  }
}
