package dev.codeagent.client.api;

import java.math.BigDecimal;

/** The body that sets a budget. */
public record BudgetLimit(BigDecimal limitUsd) {}
