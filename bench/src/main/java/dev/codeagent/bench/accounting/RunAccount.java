package dev.codeagent.bench.accounting;

import dev.codeagent.api.chat.Usage;
import jakarta.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The model calls in the events of one run, in the order of their reservations, and what is wrong with them. */
final class RunAccount {
    private final Map<String, Call> calls = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();

    /**
     * A call.
     *
     * @param wasOpenAtKill whether it was reserved and not booked when a later attempt of the run began
     */
    record Call(String id, Usage reserved, Optional<Booking> booking, boolean wasOpenAtKill) {
        boolean isUnconfirmed() {
            return booking.isPresent() && booking.get().status().equals("unconfirmed");
        }

        Usage usage() {
            return booking.map(Booking::usage).orElse(Usage.NONE);
        }

        BigDecimal cost() {
            return booking.map(Booking::cost).orElse(BigDecimal.ZERO);
        }
    }

    record Booking(String status, Usage usage, BigDecimal cost) {}

    static RunAccount read(List<JsonObject> events) {
        var account = new RunAccount();
        events.forEach(account::read);
        account.calls.values().forEach(account::check);
        return account;
    }

    private void read(JsonObject event) {
        switch (event.getString("type")) {
            case "run.started" ->
                calls.replaceAll((id, call) ->
                        call.booking().isPresent() ? call : new Call(id, call.reserved(), call.booking(), true));
            case "usage.reserved" -> {
                String id = event.getJsonObject("call").getString("id");
                var call = new Call(id, usage(event), Optional.empty(), false);
                if (calls.putIfAbsent(id, call) != null) {
                    faults.add("the call " + id + " is reserved twice");
                }
            }
            case "usage.booked" -> book(event);
            default -> {}
        }
    }

    private void book(JsonObject event) {
        String id = event.getJsonObject("call").getString("id");
        Call call = calls.get(id);
        if (call == null || call.booking().isPresent()) {
            faults.add("the call " + id + " is booked " + (call == null ? "without a reservation" : "twice"));
            return;
        }
        var booking =
                new Booking(event.getString("status"), usage(event), new BigDecimal(event.getString("costUsd", "-1")));
        calls.put(id, new Call(id, call.reserved(), Optional.of(booking), call.wasOpenAtKill()));
    }

    private static Usage usage(JsonObject event) {
        JsonObject usage = event.getJsonObject("usage");
        return new Usage(
                tokens(usage, "inputTokens"),
                tokens(usage, "outputTokens"),
                tokens(usage, "cachedTokens"),
                tokens(usage, "cacheWriteTokens"),
                tokens(usage, "reasoningTokens"));
    }

    private static long tokens(JsonObject usage, String field) {
        return usage.containsKey(field) ? usage.getJsonNumber(field).longValue() : 0;
    }

    private void check(Call call) {
        if (call.booking().isEmpty()) {
            faults.add("the call " + call.id() + " is not booked");
        } else if (call.wasOpenAtKill() != call.isUnconfirmed()) {
            faults.add("the call " + call.id() + " is " + call.booking().get().status() + ", and was "
                    + (call.wasOpenAtKill() ? "" : "not ") + "in flight at the kill");
        }
        if (call.isUnconfirmed()
                && (!call.usage().equals(call.reserved())
                        || call.cost().compareTo(ScriptedUsage.mostCost(call.reserved())) != 0)) {
            faults.add("the unconfirmed call " + call.id() + " is booked at " + call.usage() + " and " + call.cost()
                    + " dollars, but reserved were " + call.reserved());
        }
    }

    List<Call> calls() {
        return List.copyOf(calls.values());
    }

    long unconfirmed() {
        return calls.values().stream().filter(Call::isUnconfirmed).count();
    }

    /**
     * Compares the calls with those that arrived at the model server, in order. The server asks for the turn of a call in
     * flight again; if the model server has the turn only once, the call was not sent.
     */
    List<String> compareWith(List<ReportedCall> reported) {
        var differences = new ArrayList<>(faults);
        int next = 0;
        for (Call call : calls.values()) {
            boolean sent = next < reported.size();
            if (call.isUnconfirmed()) {
                boolean repeated = next + 1 < reported.size()
                        && reported.get(next)
                                .turn()
                                .equals(reported.get(next + 1).turn());
                next += repeated ? 1 : 0;
            } else if (!sent || !reported.get(next).complete()) {
                differences.add("the call " + call.id() + " is booked, but the model server sent no answer");
                next++;
            } else {
                compare(call, reported.get(next++)).ifPresent(differences::add);
            }
        }
        for (ReportedCall missing : reported.subList(Math.min(next, reported.size()), reported.size())) {
            differences.add("the model server answered " + missing + ", which is not booked");
        }
        return differences;
    }

    private static Optional<String> compare(Call call, ReportedCall answer) {
        boolean equal = call.usage().equals(answer.usage())
                && call.cost().compareTo(ScriptedUsage.cost(answer.usage())) == 0
                && call.booking().filter(b -> b.status().equals("confirmed")).isPresent();
        return equal
                ? Optional.empty()
                : Optional.of("the call " + call.id() + " is booked as " + call.booking() + ", sent was "
                        + answer.usage() + " at " + ScriptedUsage.cost(answer.usage()) + " dollars");
    }
}
