package org.example.cron;

/** A line of a crontab: when, and what. */
public record CrontabEntry(CronExpression when, String command) {}
