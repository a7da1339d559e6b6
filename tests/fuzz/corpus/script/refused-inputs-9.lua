local level = axis("level", { "L5" })
