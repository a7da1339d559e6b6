scenario {
  model = "words.lua", title = { en = "Changed", zh = "改变" },
  set = { grant = scaled(0.7), step = plus(1), rate = { L3 = .5 }, base = "some" },
}
