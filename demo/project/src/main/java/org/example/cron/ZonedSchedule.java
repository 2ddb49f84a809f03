package org.example.cron;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;

/**
 * An expression in a time zone. A time that the clock skips is due right after the gap; a time that comes twice is due
 * once, the first time.
 */
public record ZonedSchedule(CronExpression expression, ZoneId zone) {

    /** The first time after the given one. */
    public Optional<ZonedDateTime> next(ZonedDateTime after) {
        ZonedDateTime here = after.withZoneSameInstant(zone);
        Optional<LocalDateTime> local = expression.next(here.toLocalDateTime());
        while (local.isPresent()) {
            ZonedDateTime time = resolve(local.get());
            if (time.isAfter(here)) {
                return Optional.of(time);
            }
            local = expression.next(local.get());
        }
        return Optional.empty();
    }

    private ZonedDateTime resolve(LocalDateTime local) {
        ZoneOffsetTransition transition = zone.getRules().getTransition(local);
        boolean skipped = transition != null && transition.isGap();
        return skipped ? transition.getDateTimeAfter().atZone(zone) : local.atZone(zone).withEarlierOffsetAtOverlap();
    }
}
