"""What a Python program does with Cloud Storage, with gcsfs and with pandas. Prints one line of JSON: step by step, "ok" or why not."""
import datetime, io, json, os, tempfile, urllib.request

from google.api_core.exceptions import BadRequest, MethodNotImplemented
from google.cloud import storage
from google.cloud.storage import transfer_manager

steps = {}


def step(name):
    def run(work):
        try:
            work()
            steps[name] = "ok"
        except Exception as error:
            steps[name] = repr(error)

    return run


def refused(kind, work):
    try:
        work()
    except kind:
        return
    raise AssertionError("it was not refused")


client = storage.Client(project=os.environ["GOOGLE_CLOUD_PROJECT"])
bucket = client.create_bucket("python-storage", location="us-central1")


def names(**query):
    return [blob.name for blob in client.list_blobs(bucket, **query)]


@step("uploads and downloads")
def _():
    blob = bucket.blob("a/b.csv")
    blob.upload_from_string("ds,y\n", content_type="text/csv")
    assert blob.download_as_text() == "ds,y\n"
    bucket.blob("empty").upload_from_string("")
    assert bucket.blob("empty", chunk_size=256 * 1024).download_as_bytes() == b""


@step("uploads in pieces")
def _():
    blob = bucket.blob("big", chunk_size=256 * 1024)
    blob.upload_from_file(io.BytesIO(b"x" * 1_000_000))
    assert len(blob.download_as_bytes()) == 1_000_000
    with bucket.blob("w").open("w") as file:
        file.write("hello")
    with bucket.blob("w").open("r") as file:
        assert file.read() == "hello"


@step("composes")
def _():
    blob = bucket.blob("sum")
    blob.compose([bucket.blob("a/b.csv"), bucket.blob("w")])
    assert blob.content_type is None
    assert blob.download_as_text() == "ds,y\nhello"
    source = bucket.get_blob("w")
    bucket.blob("sum2").compose([source, source], if_generation_match=0)


@step("copies, renames and changes the class")
def _():
    bucket.copy_blob(bucket.blob("w"), bucket, "w2")
    bucket.rename_blob(bucket.blob("w2"), "w3")
    bucket.move_blob(bucket.blob("w3"), "w4")
    blob = bucket.blob("w4")
    blob.update_storage_class("NEARLINE")
    blob.reload()
    assert blob.storage_class == "NEARLINE"


@step("changes metadata")
def _():
    blob = bucket.get_blob("w")
    blob.metadata = {"a": "1"}
    blob.patch()
    blob.content_type = "text/plain"
    blob.update()
    blob.reload()
    assert blob.metadata == {"a": "1"}
    bucket.labels = {"a": "b"}
    bucket.cors = [{"origin": ["*"], "method": ["GET"]}]
    bucket.add_lifecycle_delete_rule(age=3)
    bucket.patch()
    bucket.cors = []
    bucket.patch()
    assert "cors" not in bucket._properties
    bucket.update()


@step("lists")
def _():
    pages = client.list_blobs(bucket, delimiter="/")
    assert "w" in [blob.name for blob in pages]
    assert pages.prefixes == {"a/"}
    assert names(match_glob="a/**/*.csv") == ["a/b.csv"]
    assert names(prefix="a", fields="items(name),nextPageToken") == ["a/b.csv"]


@step("batches")
def _():
    for i in range(3):
        bucket.blob(f"t/{i}").upload_from_string("x")
    with client.batch():
        for i in range(3):
            bucket.delete_blob(f"t/{i}")
    assert names(prefix="t/") == []
    with client.batch():
        blob = bucket.blob("w")
        blob.content_type = "text/csv"
        blob.patch()
    assert bucket.get_blob("w").content_type == "text/csv"


@step("signs addresses")
def _():
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from google.oauth2 import service_account

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    account = {
        "type": "service_account",
        "client_email": "signer@elsewhere.iam.gserviceaccount.com",
        "private_key": key.decode(),
        "token_uri": "http://127.0.0.1/token",
    }
    url = bucket.blob("a/b.csv").generate_signed_url(
        version="v4",
        expiration=datetime.timedelta(minutes=5),
        credentials=service_account.Credentials.from_service_account_info(account),
        api_access_endpoint=os.environ["STORAGE_EMULATOR_HOST"],
    )
    assert urllib.request.urlopen(url).read() == b"ds,y\n"


@step("keeps versions")
def _():
    bucket.versioning_enabled = True
    bucket.patch()
    blob = bucket.blob("v")
    blob.upload_from_string("1")
    blob.upload_from_string("2")
    first, second = list(client.list_blobs(bucket, prefix="v", versions=True))
    assert bucket.blob("v", generation=first.generation).download_as_text() == "1"
    bucket.blob("v").delete()
    assert bucket.get_blob("v") is None
    assert len(names(prefix="v", versions=True)) == 2
    for version in [first, second]:
        version.delete()
    assert names(prefix="v", versions=True) == []
    bucket.versioning_enabled = False
    bucket.patch()


@step("restores what was deleted")
def _():
    blob = bucket.blob("soft")
    blob.upload_from_string("soft")
    generation = blob.generation
    bucket.blob("soft").delete()
    assert names(prefix="soft", soft_deleted=True) == ["soft"]
    assert bucket.restore_blob("soft", generation=generation).download_as_text() == "soft"


@step("has policies, and no access lists")
def _():
    # A policy is the owner's to change, whom this client without credentials is not.
    assert bucket.test_iam_permissions(["storage.objects.get"]) == ["storage.objects.get"]
    bucket.iam_configuration.uniform_bucket_level_access_enabled = True
    bucket.patch()
    refused(BadRequest, bucket.acl.reload)
    refused(BadRequest, bucket.blob("w").make_public)


@step("is told what is not emulated")
def _():
    blob = bucket.get_blob("w")
    blob.temporary_hold = True
    refused(MethodNotImplemented, blob.patch)
    bucket.retention_period = 100
    refused(MethodNotImplemented, bucket.patch)
    bucket.reload()
    keyed = bucket.blob("k", encryption_key=b"k" * 32)
    refused(MethodNotImplemented, lambda: keyed.upload_from_string("x"))


@step("carries many files at once")
def _():
    files = [str(i) for i in range(20)]
    with tempfile.TemporaryDirectory() as folder:
        for name in files:
            open(f"{folder}/{name}", "w").write(name)
        up = transfer_manager.upload_many_from_filenames(
            bucket, files, source_directory=folder, blob_name_prefix="many/", worker_type="thread"
        )
        down = transfer_manager.download_many_to_path(
            bucket, [f"many/{name}" for name in files], destination_directory=folder, worker_type="thread"
        )
        assert not any(up) and not any(down), (up, down)
        transfer_manager.download_chunks_concurrently(
            bucket.blob("big"), f"{folder}/big", chunk_size=300_000, worker_type="thread"
        )
        assert os.path.getsize(f"{folder}/big") == 1_000_000
        with open(f"{folder}/large", "wb") as file:
            file.write(b"l" * 12_000_000)
        transfer_manager.upload_chunks_concurrently(
            f"{folder}/large", bucket.blob("large"), chunk_size=5 * 2**20, worker_type="thread"
        )
        assert bucket.blob("large").download_as_bytes() == b"l" * 12_000_000


@step("pandas writes and reads")
def _():
    import pandas

    frame = pandas.DataFrame({"ds": ["2024-01-01"], "y": [1]})
    frame.to_csv("gs://python-storage/p/frame.csv", index=False)
    assert pandas.read_csv("gs://python-storage/p/frame.csv").equals(frame)


@step("gcsfs works with files")
def _():
    import gcsfs

    files = gcsfs.GCSFileSystem(project=os.environ["GOOGLE_CLOUD_PROJECT"], token="anon")
    folder = "python-storage/g"
    with files.open(f"{folder}/big", "wb", block_size=5 * 2**20) as file:
        file.write(b"z" * 12_000_000)
    assert files.size(f"{folder}/big") == 12_000_000
    files.touch(f"{folder}/empty")
    with files.open(f"{folder}/none", "wb"):
        pass
    assert files.ls(folder) == [f"{folder}/{name}" for name in ["big", "empty", "none"]]
    files.cp(f"{folder}/big", f"{folder}/copy")
    files.mv(f"{folder}/copy", f"{folder}/moved")
    files.setxattrs(f"{folder}/moved", content_type="text/csv", horizon="28")
    files.invalidate_cache()
    assert files.getxattr(f"{folder}/moved", "horizon") == "28"
    assert files.cat_file(f"{folder}/moved", 0, 3) == b"zzz"
    files.rm(folder, recursive=True)
    files.invalidate_cache()
    assert not files.exists(folder)


@step("removes a bucket with what is in it")
def _():
    bucket.delete(force=True)
    assert client.lookup_bucket("python-storage") is None


print(json.dumps(steps))
