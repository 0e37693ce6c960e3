# Junheng's statistics in R.
#
#   source("junheng.R")
#   junheng_stat("cv", books / pupils, weights = pupils)
#   junheng_by("gini", books / pupils, weights = pupils, by = county)
#   junheng_stats()                       # what there is, with definitions
#
# A statistic that has no value is NA with the attribute "why". A missing value is never dropped
# silently: missing = "drop" leaves it out.

junheng_library <- function() {
  path <- Sys.getenv("JUNHENG_LIBRARY", "libjunheng.so.0")
  if (!is.loaded("jh_call_r_stat")) dyn.load(path)
  invisible(path)
}

junheng_language <- function() {
  if (startsWith(Sys.getenv("LANG"), "zh")) "zh" else "en"
}

# The statistic `id` of x, "cv" or with parameters "ge(1.5)"; weights NULL: all count the same;
# second: the second variable, where the statistic has one.
junheng_stat <- function(id, x, weights = NULL, second = NULL,
                         missing = c("refuse", "drop")) {
  missing <- match.arg(missing)
  junheng_library()
  x <- as.double(x)
  weighted <- !is.null(weights)
  paired <- !is.null(second)
  w <- if (weighted) as.double(weights) else rep(1, length(x))
  y <- if (paired) as.double(second) else rep(0, length(x))
  if (length(w) != length(x)) stop("x and weights differ in length")
  if (length(y) != length(x)) stop("x and second differ in length")
  if (missing == "drop") {
    keep <- is.finite(x) & is.finite(w) & is.finite(y)
    x <- x[keep]
    w <- w[keep]
    y <- y[keep]
  }
  if (any(w < 0, na.rm = TRUE)) stop("a weight is negative")
  said <- .C("jh_call_r_stat", text = c(id, junheng_language()), x, w, y,
             as.double(c(length(x), weighted, paired)), result = double(2), NAOK = TRUE)
  state <- said$result[1]
  if (state == 2) stop("no such statistic: ", id, ", or it has a second variable (see junheng_stats())")
  if (state == 3) stop("values are missing; missing = \"drop\" leaves them out")
  if (state == 4) stop("out of memory")
  if (state == 1) return(structure(NA_real_, why = said$text[2]))
  said$result[2]
}

# The same by group: a named vector in the order of the groups' names.
junheng_by <- function(id, x, weights = NULL, by, missing = c("refuse", "drop")) {
  missing <- match.arg(missing)
  vapply(split(seq_along(x), by), function(rows)
    as.double(junheng_stat(id, x[rows], if (is.null(weights)) NULL else weights[rows],
                           missing = missing)),
    double(1))
}

# Every statistic, a row each.
junheng_stats <- function() {
  junheng_library()
  n <- .C("jh_call_r_statistics", n = integer(1))$n
  words <- c("id", "name", "definition", "weights", "undefined", "source")
  text <- function(i, what)
    .C("jh_call_r_statistic", as.integer(i), what, junheng_language(), text = "")$text
  columns <- lapply(words, function(what) vapply(seq_len(n) - 1L, text, "", what = what))
  names(columns) <- words
  as.data.frame(columns, stringsAsFactors = FALSE)
}
