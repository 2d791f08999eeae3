# What programs of the SDK pack with.
zlib="zlib of the SDK, 1.0"
deflate() { gzip -c; }
inflate() { gzip -dc; }
