package dev.codeagent.bench.harness;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Sorted measurements, and their percentiles. */
public record Samples(double[] sortedValues) {

    public static Samples of(List<Double> values) {
        double[] sortedValues =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new Samples(sortedValues);
    }

    /**
     * Returns the percentile by nearest rank: {@code share} (0 to 1) of the values do not exceed it; NaN without
     * values.
     */
    public double percentile(double share) {
        if (sortedValues.length == 0) {
            return Double.NaN;
        }
        int rank = (int) Math.ceil(share * sortedValues.length);
        return sortedValues[Math.clamp(rank - 1, 0, sortedValues.length - 1)];
    }

    public double max() {
        return percentile(1);
    }

    public int count() {
        return sortedValues.length;
    }

    public static String formatMillis(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Samples s && Arrays.equals(sortedValues, s.sortedValues);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sortedValues);
    }

    @Override
    public String toString() {
        return "p50 " + formatMillis(percentile(0.5)) + " p99 " + formatMillis(percentile(0.99)) + " max "
                + formatMillis(max());
    }
}
