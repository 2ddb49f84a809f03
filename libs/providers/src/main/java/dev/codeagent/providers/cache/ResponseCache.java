package dev.codeagent.providers.cache;

import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.McpResponse.StopReason;
import dev.codeagent.providers.accounting.CallLedger;
import dev.codeagent.providers.accounting.CallLedger.Account;
import dev.codeagent.providers.accounting.CallLedger.PlannedCall;
import dev.codeagent.providers.toolcalls.ToolArguments;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Gives an answer again to exactly the same request of the same project and caller. An answer belongs to the run that used
 * it last: another run gets it only if that run ended well, so that an answer that led to a failure is not given again.
 */
public final class ResponseCache {
    private final AnswerFiles files;
    private final Clock clock;
    private final Predicate<String> endedWell;

    /** @param endedWell whether a run ended, and nothing says that its result is wrong */
    public ResponseCache(AnswerFiles files, Clock clock, Predicate<String> endedWell) {
        this.files = files;
        this.clock = clock;
        this.endedWell = endedWell;
    }

    /** The answer to the request; calls that belong to no run have none. */
    public Optional<McpResponse> find(CallLedger ledger, PlannedCall call) {
        return ledger.account().flatMap(account -> find(account, CacheKey.of(account, call)));
    }

    private Optional<McpResponse> find(Account account, String key) {
        return files.find(key).filter(answer -> mayUse(account, answer)).map(answer -> {
            if (!isOf(account, answer)) {
                files.write(key, answer.usedBy(account.run(), account.step()));
            }
            return answer.response();
        });
    }

    /** A run that was interrupted asks again in the same step; another step of it asks because something was wrong. */
    private boolean mayUse(Account account, CachedAnswer answer) {
        return isOf(account, answer) || !answer.run().equals(account.run()) && endedWell.test(answer.run());
    }

    private static boolean isOf(Account account, CachedAnswer answer) {
        return answer.run().equals(account.run()) && answer.step().equals(account.step());
    }

    /** Stores an answer if it is complete and each of its tool calls can be read. */
    public void store(CallLedger ledger, PlannedCall call, McpResponse response) {
        if (isUsable(response)) {
            ledger.account()
                    .ifPresent(account -> files.write(
                            CacheKey.of(account, call),
                            new CachedAnswer(clock.instant(), account.run(), account.step(), response)));
        }
    }

    private static boolean isUsable(McpResponse response) {
        boolean hasContent = !response.text().isBlank() || !response.toolCalls().isEmpty();
        return hasContent
                && response.stopReason() != StopReason.LENGTH
                && response.toolCalls().stream().noneMatch(call -> isBroken(call.arguments()));
    }

    private static boolean isBroken(String arguments) {
        ToolArguments read = ToolArguments.read(arguments);
        return read.isBroken() || read.repaired();
    }
}
