# What the R programs share.
season <- c(1.4, 1.3464101615137755, 1.2, 1, 0.8, 0.6535898384862245, 0.6, 0.6535898384862245, 0.8, 1, 1.2,
            1.3464101615137755)
cells <- 260L
months <- 36L
chunk <- 100L                                   # draws worked on at once

# Runs simulate(draws) -> array[draws, series, month] in chunks and prints series,month,mean,sd,p05,p50,p95.
run_chunks <- function(draws, simulate) {
  set.seed(1)
  results <- array(0, c(draws, 5, months))
  for (first in seq(1L, draws, chunk)) {
    rows <- first:min(draws, first + chunk - 1L)
    results[rows, , ] <- simulate(length(rows))
  }
  for (series in 1:5) for (month in 1:months) {
    x <- results[, series, month]
    cat(sprintf("%d,%d,%.15g,%.9g,%.9g,%.9g,%.9g\n", series - 1L, month - 1L, mean(x), sqrt(mean((x - mean(x))^2)),
                quantile(x, .05), median(x), quantile(x, .95)))
  }
}
