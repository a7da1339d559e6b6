"""What the NumPy programs share."""
import numpy as np

CHUNK = 100  # draws worked on at once: the fastest of 20 .. 2000 here
SEASON = (1.4, 1.3464101615137755, 1.2, 1, 0.8, 0.6535898384862245, 0.6, 0.6535898384862245, 0.8, 1, 1.2,
          1.3464101615137755)


def print_summary(series):
    """series[series, month, draw]: a line each of series,month,mean,sd,p05,p50,p95."""
    mean, sd = series.mean(2), series.std(2)
    quantiles = np.quantile(series, [0.05, 0.5, 0.95], axis=2)
    for row in range(series.shape[0]):
        for month in range(series.shape[1]):
            print("%d,%d,%.15g,%.9g,%.9g,%.9g,%.9g" % (row, month, mean[row, month], sd[row, month],
                                                     *quantiles[:, row, month]))
