# What programs of the SDK pack with.
zlib="zlib of the SDK, 1.1"
deflate() { gzip -c; }
inflate() { gzip -dc; }
