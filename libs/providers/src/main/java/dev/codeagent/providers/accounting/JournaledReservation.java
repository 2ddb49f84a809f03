package dev.codeagent.providers.accounting;

import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.ModelPrice;
import dev.codeagent.api.provider.TurnListener;
import dev.codeagent.api.run.BookingStatus;
import dev.codeagent.api.run.ModelCall;
import dev.codeagent.api.run.RunEvent;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A reservation in the journal of its run, and its end. */
final class JournaledReservation implements CallLedger.Reservation {
    private final ModelCall call;
    private final Usage reserved;
    private final Optional<PriceTiers> prices;
    private final Optional<RateLimiter.Permit> permit;
    private final Consumer<RunEvent.UsageBooked> journal;
    private final AtomicLong receivedBytes = new AtomicLong();
    private volatile Usage reported = Usage.NONE;

    JournaledReservation(
            ModelCall call,
            Usage reserved,
            Optional<PriceTiers> prices,
            Optional<RateLimiter.Permit> permit,
            Consumer<RunEvent.UsageBooked> journal) {
        this.call = call;
        this.reserved = reserved;
        this.prices = prices;
        this.permit = permit;
        this.journal = journal;
    }

    @Override
    public TurnListener observe(TurnListener listener) {
        return new TurnListener() {
            @Override
            public void onDelta(String kind, String text) {
                if (receivedBytes.getAndAdd(TokenEstimate.bytes(text)) == 0) {
                    permit.ifPresent(RateLimiter.Permit::received);
                }
                listener.onDelta(kind, text);
            }

            @Override
            public void onRestart(String reason) {
                listener.onRestart(reason);
            }

            @Override
            public void onUsage(Usage usage) {
                reported = usage;
                listener.onUsage(usage);
            }

            @Override
            public void onNotice(String code, String text) {
                listener.onNotice(code, text);
            }
        };
    }

    @Override
    public void settle(McpResponse response) {
        Usage usage = response.usage();
        if (isReported(usage)) {
            book(BookingStatus.CONFIRMED, usage);
        } else {
            book(BookingStatus.ESTIMATED, estimate());
        }
    }

    /** An answer that ended is charged as the provider reports it, although it is of no use. */
    @Override
    public void fail(AgentException failure) {
        if (isReported(reported)) {
            book(BookingStatus.CONFIRMED, reported);
        } else if (receivedBytes.get() > 0 || mayBeCharged(failure)) {
            book(BookingStatus.ESTIMATED, estimate());
        } else {
            book(BookingStatus.RELEASED, Usage.NONE);
        }
    }

    private static boolean isReported(Usage usage) {
        return usage.inputTokens() > 0 || usage.outputTokens() > 0;
    }

    /** The provider worked on the request, as far as anybody knows. A refused request is not charged. */
    private static boolean mayBeCharged(AgentException failure) {
        return switch (failure.code()) {
            case PROVIDER_TIMEOUT,
                    PROVIDER_BROKEN_STREAM,
                    PROVIDER_EMPTY_ANSWER,
                    CONTENT_FILTERED,
                    CANCELLED,
                    INTERNAL -> true;
            default -> false;
        };
    }

    /** The input as it was estimated, and what arrived of the answer. */
    private Usage estimate() {
        long output = Math.min(TokenEstimate.tokensOfBytes(receivedBytes.get()), reserved.outputTokens());
        return new Usage(reserved.inputTokens(), output, 0);
    }

    private void book(BookingStatus status, Usage usage) {
        permit.ifPresent(p -> p.end(usage.totalTokens()));
        Optional<ModelPrice> price = prices.map(p -> p.priceFor(usage.inputTokens()));
        Optional<BigDecimal> cost = price.map(p -> p.cost(usage));
        journal.accept(new RunEvent.UsageBooked(call.withPrice(price), status, usage, cost));
    }
}
