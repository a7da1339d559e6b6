# money-36 in R, as an analyst would write it: whole matrices of draws and cells (tests/bench/money-36.lua).
# Usage: Rscript money36.R DRAWS [1 [fixed]], in this folder.
source("peer.R")
arguments <- commandArgs(TRUE)
measures <- 9L
cell <- 0:(cells - 1)

simulate <- function(draws) {
  uncertain <- function(a, b) if ("fixed" %in% arguments) rep(a / (a + b), draws) else rbeta(draws, a, b)
  by_cell <- function(x) matrix(rep(x, each = draws), draws)
  need <- by_cell(20 + (7 * cell) %% 40)
  budget <- by_cell(150 + (11 * cell) %% 100)
  inflation <- uncertain(5, 995)
  take_up <- lapply(1:measures, function(i) uncertain(2 + i, 12 - i))
  backlog <- rep(list(matrix(0, draws, cells)), measures)
  level <- matrix(1, draws, cells)
  out <- array(0, c(draws, 5, months))
  for (month in 1:months) {
    level <- level * (1 + inflation)
    available <- budget * level
    left <- available
    spent <- lost <- matrix(0, draws, cells)
    for (i in 1:measures) {
      standard <- 0.8 + 0.05 * i
      price <- pmin(level * standard, standard * 1.08)
      wanted <- backlog[[i]] + need * (season[(month - 1) %% 12 + 1] * take_up[[i]])
      cost <- wanted * price
      limit <- pmax(left / (11 - i), 2)
      paid <- ifelse(cost > limit, limit, cost)
      served <- paid / price
      rest <- wanted - served
      waits <- pmin(pmax(rest * 0.9, 0), 10 + i)
      backlog[[i]] <- waits
      spending <- paid + pmax(served * 0.03, paid * 0.02)
      left <- pmax(left - spending, 0)
      spent <- spent + spending
      lost <- lost + (rest - waits)
    }
    out[, , month] <- c(rowSums(spent), rowSums(left), rowSums(lost), rowSums(spent / level), rowSums(left / available))
  }
  out
}
run_chunks(as.integer(arguments[1]), simulate)
