package dev.codeagent.orchestrator.boundary;

import dev.codeagent.api.accounting.AccountingService;
import dev.codeagent.api.accounting.BudgetStore;
import dev.codeagent.api.accounting.UsageStore;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.wire.EnvelopeCodec;
import dev.codeagent.config.Settings;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.orchestrator.PausedRuns;
import dev.codeagent.orchestrator.RunQueue;
import dev.codeagent.orchestrator.RunReferences;
import dev.codeagent.orchestrator.UsageReport;
import dev.codeagent.providers.ConfiguredProviders;
import dev.codeagent.providers.accounting.BudgetGate;
import dev.codeagent.providers.accounting.CatalogPrices;
import dev.codeagent.providers.accounting.PriceList;
import dev.codeagent.providers.accounting.RateLimits;
import dev.codeagent.providers.accounting.RunLedger;
import dev.codeagent.providers.catalog.ModelCatalogFiles;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Produces the beans of usage, budgets and rate limits. */
@ApplicationScoped
public class AccountingProducers {

    @Produces
    @Singleton
    public RunLedger.Accounting accounting(Settings settings, BudgetStore budgets, ModelCatalogFiles catalog) {
        PriceList configured = PriceList::configured;
        return new RunLedger.Accounting(
                configured.orElse(new CatalogPrices(catalog::current)),
                new RateLimits(RateLimits.parse(EnvelopeCodec.parse(settings.rateLimits())), System::nanoTime),
                new BudgetGate(budgets, Clock.systemUTC()),
                ConfiguredProviders::isLocal);
    }

    @Produces
    @Singleton
    public PausedRuns pausedRuns(RunJournal journal, EventHub hub, RunQueue queue, BudgetStore budgets) {
        return new PausedRuns(journal, hub, queue, budgets, Clock.systemUTC());
    }

    @Produces
    @Singleton
    public AccountingService accountingService(
            UsageStore usage, BudgetStore budgets, PausedRuns pausedRuns, RunReferences references) {
        return new UsageReport(usage, budgets, pausedRuns, references, Clock.systemUTC());
    }
}
