// forge track: asks sources what is newest, and pins it.
