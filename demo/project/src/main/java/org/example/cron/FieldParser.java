package org.example.cron;

import java.util.Locale;

/** Reads the text of one field: lists of values, ranges and steps. */
final class FieldParser {
    private final CronField field;

    FieldParser(CronField field) {
        this.field = field;
    }

    ValueSet parse(String text) {
        ValueSet values = ValueSet.EMPTY;
        for (String part : text.split(",", -1)) {
            values = values.union(part(part));
        }
        return values;
    }

    /** A value, a range or a star, with or without a step. */
    private ValueSet part(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return span(text, 1);
        }
        int step = number(text.substring(slash + 1), text);
        if (step < 1) {
            throw wrong(text, "the step must be at least 1");
        }
        String base = text.substring(0, slash);
        // As in Vixie cron, 5/15 begins at 5 and goes on to the end of the field.
        boolean open = !base.equals("*") && base.indexOf('-') < 0;
        return span(open ? base + "-" + field.max() : base, step);
    }

    private ValueSet span(String text, int step) {
        if (text.equals("*")) {
            return range(field.min(), field.max(), step);
        }
        int dash = text.indexOf('-');
        if (dash < 0) {
            return ValueSet.of(value(text));
        }
        return range(value(text.substring(0, dash)), value(text.substring(dash + 1)), step);
    }

    /** Every step-th value from the first to the last; a range may run over the end of the field, like 22-2. */
    private ValueSet range(int first, int last, int step) {
        int length = Math.floorMod(last - first, field.size());
        ValueSet values = ValueSet.EMPTY;
        for (int i = 0; i <= length; i += step) {
            values = values.with(field.min() + Math.floorMod(first - field.min() + i, field.size()));
        }
        return values;
    }

    /** A number or a name; Sunday may be written as 7, too. */
    private int value(String text) {
        int named = field.names().indexOf(text.toUpperCase(Locale.ROOT));
        if (named >= 0) {
            return field.min() + named;
        }
        int number = number(text, text);
        if (number < field.min() || number > field.maxWritten()) {
            throw wrong(text, "it must be from " + field.min() + " to " + field.maxWritten());
        }
        return number > field.max() ? field.min() : number;
    }

    private int number(String digits, String context) {
        if (!digits.matches("\\d{1,4}")) {
            throw wrong(context, digits.isEmpty() ? "a value is missing" : "'" + digits + "' is not a number");
        }
        return Integer.parseInt(digits);
    }

    private CronSyntaxException wrong(String text, String reason) {
        return new CronSyntaxException("cannot read '" + text + "' as " + field.title() + ": " + reason);
    }
}
