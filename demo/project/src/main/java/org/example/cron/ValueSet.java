package org.example.cron;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** A set of small numbers, as the bits of a long. */
record ValueSet(long bits) {
    static final ValueSet EMPTY = new ValueSet(0);

    static ValueSet of(int... values) {
        ValueSet set = EMPTY;
        for (int value : values) {
            set = set.with(value);
        }
        return set;
    }

    static ValueSet all(CronField field) {
        return of(IntStream.rangeClosed(field.min(), field.max()).toArray());
    }

    ValueSet with(int value) {
        if (value < 0 || value >= Long.SIZE) {
            throw new IllegalArgumentException("a value set holds 0 to 63, not " + value);
        }
        return new ValueSet(bits | 1L << value);
    }

    ValueSet union(ValueSet other) {
        return new ValueSet(bits | other.bits);
    }

    boolean contains(int value) {
        return value >= 0 && value < Long.SIZE && (bits & 1L << value) != 0;
    }

    /** The smallest value that is not below the given one. */
    OptionalInt atOrAfter(int value) {
        if (value >= Long.SIZE) {
            return OptionalInt.empty();
        }
        long rest = bits & -1L << Math.max(0, value);
        return rest == 0 ? OptionalInt.empty() : OptionalInt.of(Long.numberOfTrailingZeros(rest));
    }

    int first() {
        return atOrAfter(0).orElseThrow();
    }

    int size() {
        return Long.bitCount(bits);
    }

    List<Integer> values() {
        return IntStream.range(0, Long.SIZE).filter(this::contains).boxed().toList();
    }

    @Override
    public String toString() {
        return values().toString();
    }
}
