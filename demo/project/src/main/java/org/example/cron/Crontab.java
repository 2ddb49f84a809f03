package org.example.cron;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The entries of a crontab file. Empty lines and lines that begin with {@code #} count for nothing. */
public record Crontab(List<CrontabEntry> entries) {
    private static final Pattern LINE = Pattern.compile("(@\\w+|(?:\\S+\\s+){4}\\S+)\\s+(\\S.*)");

    public Crontab {
        entries = List.copyOf(entries);
    }

    /** An entry and the time when it is due. */
    public record Due(LocalDateTime time, CrontabEntry entry) {}

    /**
     * Reads the text of a crontab file.
     *
     * @throws CronSyntaxException naming the line of the first mistake
     */
    public static Crontab parse(String text) {
        var entries = new ArrayList<CrontabEntry>();
        int number = 0;
        for (String line : text.split("\\R", -1)) {
            number++;
            String trimmed = line.strip();
            if (!trimmed.isEmpty() && !trimmed.startsWith("#")) {
                entries.add(entry(trimmed, number));
            }
        }
        return new Crontab(entries);
    }

    private static CrontabEntry entry(String line, int number) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new CronSyntaxException("line " + number + ": needs an expression and a command");
        }
        try {
            return new CrontabEntry(CronExpression.parse(matcher.group(1)), matcher.group(2));
        } catch (CronSyntaxException e) {
            throw new CronSyntaxException("line " + number + ": " + e.getMessage());
        }
    }

    /** The entry that is due next; of several at the same time, the one that stands first. */
    public Optional<Due> nextAfter(LocalDateTime time) {
        return entries.stream()
                .flatMap(entry -> entry.when().next(time).map(at -> new Due(at, entry)).stream())
                .min(Comparator.comparing(Due::time));
    }
}
