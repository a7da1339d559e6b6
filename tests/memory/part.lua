return { wanted = 300 }
