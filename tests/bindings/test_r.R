# The R file: vectors in, numbers out. JUNHENG_LIBRARY names the library. Prints a line a check and
# ends with 1 if one failed.
source(file.path("bindings", "r", "junheng.R"))
failed <- 0
check <- function(fine, what) {
  cat(if (isTRUE(fine)) "ok  " else "BAD ", what, "\n", sep = "")
  if (!isTRUE(fine)) failed <<- failed + 1
}
refuses <- function(call, part, what) {
  said <- tryCatch({ call; "" }, error = conditionMessage)
  check(grepl(part, said, fixed = TRUE), paste0(what, ": ", said))
}

pupils <- c(45, 37, 89, 76, 55)
books <- c(279, 137, 935, 160, 402)
x <- books / pupils
check(round(junheng_stat("cv", x, pupils), 6) == 0.515257, "the published coefficient")
check(round(junheng_stat("cv", x), 6) == 0.488771, "without weights")
check(abs(junheng_stat("sd", x) - sqrt(mean((x - mean(x))^2))) < 1e-15, "R finds the same")
check(junheng_stat("mean", 1:3) == 2, "integers")
means <- junheng_by("mean", x, pupils, by = c("b", "a", "b", "a", "b"))
check(identical(names(means), c("a", "b")) && abs(means[["a"]] - 297 / 113) < 1e-15, "by group")
none <- junheng_stat("theil_l", c(0, 1))
check(is.na(none) && nzchar(attr(none, "why")), "undefined with a reason")
check(is.na(junheng_stat("mean", numeric(0))), "no values")
refuses(junheng_stat("cvx", x), "cvx", "no such statistic")
refuses(junheng_stat("mean", c(1, NA)), "missing", "NA is refused")
refuses(junheng_stat("mean", 1:2, 1), "length", "lengths differ")
refuses(junheng_stat("mean", 1:2, c(1, -1)), "negative", "a negative weight")
check(junheng_stat("mean", c(1, NA, 3), missing = "drop") == 2, "NA is left out when told")
check(abs(junheng_stat("ge(2)", x, pupils) - junheng_stat("ge2", x, pupils)) < 1e-15, "with a parameter")
check(abs(junheng_stat("correlation", x, second = 2 * x + 1) - 1) < 1e-15, "with a second variable")
refuses(junheng_stat("correlation", x), "second", "the second variable is wanted")
words <- junheng_stats()
check(nrow(words) > 30 && all(nzchar(words$name)), "descriptors")
quit(status = if (failed) 1 else 0)
