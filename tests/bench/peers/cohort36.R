# cohort-36 in R, as an analyst would write it: whole vectors of draws and cells (scenarios/examples/cohort-36.lua).
# Usage: Rscript cohort36.R DRAWS SCALE, in this folder.
source("peer.R")
arguments <- commandArgs(TRUE)
cell <- 0:(cells - 1)
rate <- (0.2 + 0.025 * (cell %% 40)) * as.numeric(arguments[2])

simulate <- function(draws) {
  size <- draws * cells                         # the draw runs fastest
  mean_of_january <- as.vector(rbeta(draws, 45, 5) %o% rate)
  stay <- rep(1 - rbeta(draws, 5, 45), cells)
  pass_rate <- as.vector(matrix(rbeta(5 * draws, rep(c(60, 50, 40, 30, 20), each = draws), 10), draws)[, cell %% 5 + 1])
  enrolled <- finished <- certified <- claimed <- kept1 <- kept2 <- integer(size)
  out <- array(0, c(draws, 5, months))
  sums <- function(x) .rowSums(x, draws, cells)
  for (month in 1:months) {
    kept3 <- rbinom(size, kept2, 0.95)
    kept2 <- rbinom(size, kept1, 0.95)
    kept1 <- rbinom(size, claimed, 0.95)
    claimed <- rbinom(size, certified, 0.9)
    certified <- rbinom(size, finished, pass_rate)
    finished <- rbinom(size, enrolled, stay)
    enrolled <- rpois(size, mean_of_january * season[(month - 1) %% 12 + 1])
    out[, , month] <- c(sums(enrolled), sums(finished), sums(certified), sums(claimed), sums(kept3))
  }
  out
}
run_chunks(as.integer(arguments[1]), simulate)
