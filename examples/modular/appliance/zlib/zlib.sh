# What this product packs with: the same functions, by another program.
zlib="zlib of the appliance"
deflate() { bzip2 -c; }
inflate() { bzip2 -dc; }
