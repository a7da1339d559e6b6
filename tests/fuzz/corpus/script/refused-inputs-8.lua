model_name = "t"
