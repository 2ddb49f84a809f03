/** Cron expressions: {@link org.example.cron.CronExpression} reads them and finds the times when they are due. */
package org.example.cron;
