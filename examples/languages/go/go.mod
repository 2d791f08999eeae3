module example.org/count-words-go

go 1.18

require example.org/words v1.0.0
