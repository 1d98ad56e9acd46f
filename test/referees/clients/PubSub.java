// What a Java program does with Pub/Sub. Prints one line of JSON.
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.api.gax.rpc.TransportChannelProvider;
import com.google.cloud.pubsub.v1.*;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.pubsub.v1.*;
import io.grpc.ManagedChannelBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

public class PubSub {
  static TransportChannelProvider channel;
  static NoCredentialsProvider none = NoCredentialsProvider.create();

  static List<String> receive(ProjectSubscriptionName name, int count) throws Exception {
    List<String> got = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch left = new CountDownLatch(count);
    MessageReceiver receiver =
        (message, answer) -> {
          got.add(message.getData().toStringUtf8());
          answer.ack();
          left.countDown();
        };
    Subscriber subscriber =
        Subscriber.newBuilder(name, receiver)
            .setChannelProvider(channel)
            .setCredentialsProvider(none)
            .build();
    subscriber.startAsync().awaitRunning();
    left.await(30, TimeUnit.SECONDS);
    subscriber.stopAsync().awaitTerminated(30, TimeUnit.SECONDS);
    return got;
  }

  static boolean inOrder(List<String> got) {
    return got.equals(IntStream.range(0, 500).mapToObj(Integer::toString).toList());
  }

  public static void main(String[] arguments) throws Exception {
    String project = System.getenv("PUBSUB_PROJECT_ID");
    var grpc =
        ManagedChannelBuilder.forTarget(System.getenv("PUBSUB_EMULATOR_HOST")).usePlaintext().build();
    channel = FixedTransportChannelProvider.create(GrpcTransportChannel.create(grpc));
    var topics =
        TopicAdminClient.create(
            TopicAdminSettings.newBuilder()
                .setTransportChannelProvider(channel)
                .setCredentialsProvider(none)
                .build());
    var subscriptions =
        SubscriptionAdminClient.create(
            SubscriptionAdminSettings.newBuilder()
                .setTransportChannelProvider(channel)
                .setCredentialsProvider(none)
                .build());
    TopicName topic = TopicName.of(project, "java");
    ProjectSubscriptionName ordered = ProjectSubscriptionName.of(project, "java-ordered");
    topics.createTopic(topic);
    subscriptions.createSubscription(
        Subscription.newBuilder()
            .setName(ordered.toString())
            .setTopic(topic.toString())
            .setEnableMessageOrdering(true)
            .setRetainAckedMessages(true)
            .build());
    long began = Instant.now().getEpochSecond() - 1;
    Publisher publisher =
        Publisher.newBuilder(topic)
            .setChannelProvider(channel)
            .setCredentialsProvider(none)
            .setEnableMessageOrdering(true)
            .build();
    for (int i = 0; i < 500; i++) {
      publisher.publish(
          PubsubMessage.newBuilder()
              .setData(ByteString.copyFromUtf8(Integer.toString(i)))
              .setOrderingKey("k")
              .build());
    }
    publisher.shutdown();
    publisher.awaitTermination(30, TimeUnit.SECONDS);
    boolean first = inOrder(receive(ordered, 500));
    subscriptions.seek(
        SeekRequest.newBuilder()
            .setSubscription(ordered.toString())
            .setTime(Timestamp.newBuilder().setSeconds(began))
            .build());
    boolean again = inOrder(receive(ordered, 500));
    SnapshotName snapshot = SnapshotName.of(project, "java-snapshot");
    subscriptions.createSnapshot(snapshot, SubscriptionName.of(project, "java-ordered"));
    int snapshots = 0;
    for (var each : subscriptions.listSnapshots(ProjectName.of(project)).iterateAll())
      if (each.getName().equals(snapshot.toString())) snapshots++;
    subscriptions.deleteSnapshot(snapshot);
    subscriptions.deleteSubscription(SubscriptionName.of(project, "java-ordered"));
    topics.deleteTopic(topic);
    System.out.printf(
        "{\"ordered\": %b, \"afterSeek\": %b, \"snapshots\": %d}%n", first, again, snapshots);
    System.exit(0);
  }
}
