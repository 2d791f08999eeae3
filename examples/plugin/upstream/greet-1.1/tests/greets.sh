test "$(greet you)" = "hello, you"
