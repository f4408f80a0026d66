"""How schemathesis sends what is no JSON: files that begin as their media type says, and lines."""

import schemathesis

MAGIC = {
    "application/pdf": b"%PDF-",
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
}


def bytes_of(value):
    """What was generated, as bytes: the document allows any file, and forbidden bodies can be anything."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode("utf-8", "replace")
    return repr(value).encode("utf-8", "replace")


def file_serializer(magic):
    def serialize(context, value):
        return magic + bytes_of(value)

    return serialize


for media_type, magic in MAGIC.items():
    schemathesis.serializer(media_type)(file_serializer(magic))


@schemathesis.serializer("application/x-ndjson")
def lines(context, value):
    return bytes_of(value)
