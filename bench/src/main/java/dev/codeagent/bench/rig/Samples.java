package dev.codeagent.bench.rig;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Times in milliseconds, sorted, to take percentiles of. */
public record Samples(double[] sorted) {

    public static Samples of(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new Samples(sorted);
    }

    /** The value that {@code share} (0 to 1) of all do not exceed (nearest rank). */
    public double percentile(double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.clamp(rank - 1, 0, sorted.length - 1)];
    }

    public double max() {
        return percentile(1);
    }

    public int count() {
        return sorted.length;
    }

    public static String ms(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Samples s && Arrays.equals(sorted, s.sorted);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sorted);
    }

    @Override
    public String toString() {
        return "p50 " + ms(percentile(0.5)) + " p99 " + ms(percentile(0.99)) + " max " + ms(max());
    }
}
