package dev.codeagent.fakemodel;

import dev.codeagent.fakemodel.control.LoggedCall;
import dev.codeagent.fakemodel.http.HttpResponse;
import dev.codeagent.fakemodel.script.Fault;
import dev.codeagent.fakemodel.script.Turn;
import dev.codeagent.fakemodel.wire.Answer;
import dev.codeagent.fakemodel.wire.Conversation;
import dev.codeagent.fakemodel.wire.EventStream;
import dev.codeagent.fakemodel.wire.RequestException;
import dev.codeagent.fakemodel.wire.Wire;
import dev.codeagent.fakemodel.wire.WireError;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Sends one answer, with the faults of its transport. */
record Playback(
        Wire wire,
        HttpResponse response,
        LoggedCall log,
        Turn.Pacing pacing,
        List<Fault> faults,
        Optional<Integer> disconnectAfter) {
    private static final long FOREVER = Duration.ofDays(1).toMillis();
    private static final String JSON = "application/json";

    private Optional<Fault> fault(Fault.Kind kind) {
        return faults.stream().filter(f -> f.kind() == kind).findFirst();
    }

    /** Sends a fault that replaces the answer; returns whether there was one. */
    boolean sendInstead() throws IOException, InterruptedException {
        if (fault(Fault.Kind.GZIP).isPresent()) {
            response.useGzip();
        }
        Optional<Fault> status = fault(Fault.Kind.STATUS);
        if (status.isPresent()) {
            fail(status.get());
        }
        Optional<Fault> hang = fault(Fault.Kind.HANG).filter(f -> f.amount() < 0);
        if (hang.isPresent()) {
            response.pause(FOREVER);
            return true;
        }
        for (Fault fault : faults) {
            switch (fault.kind()) {
                case REDIRECT -> {
                    log.broken();
                    response.header("Location", fault.text());
                    response.send(fault.status(), "text/plain", "");
                    return true;
                }
                case ERROR_BODY -> {
                    log.broken();
                    response.send(200, JSON, wire.error(error(fault)).toString());
                    return true;
                }
                case HTML -> {
                    log.broken();
                    response.send(fault.status(), "text/html", "<html><body><h1>Bad gateway</h1></body></html>");
                    return true;
                }
                default -> {}
            }
        }
        return false;
    }

    private void fail(Fault fault) {
        Fault.RetryTime retry = fault.retry();
        retry.header().ifPresent(value -> response.header("Retry-After", value));
        retry.dateSeconds()
                .map(s -> ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(s))
                .ifPresent(t -> response.header("Retry-After", DateTimeFormatter.RFC_1123_DATE_TIME.format(t)));
        throw new RequestException(error(fault), RequestException.Cause.SCRIPTED);
    }

    private static WireError error(Fault fault) {
        String message = fault.text().isEmpty() ? FaultMessages.of(fault.status()) : fault.text();
        return new WireError(
                fault.status(), Optional.empty(), message, fault.retry().retryInfo());
    }

    void send(Answer answer, Conversation.Options options) throws IOException, InterruptedException {
        response.pause(pacing.firstDelayMs());
        if (options.stream()) {
            sendStream(wire.stream(answer, options));
        } else {
            sendWhole(wire.whole(answer).toString());
        }
    }

    private void sendWhole(String body) throws IOException, InterruptedException {
        Optional<Fault> broken = faults.stream().filter(Playback::breaksOff).findFirst();
        if (broken.isPresent() || fault(Fault.Kind.MALFORMED_JSON).isPresent()) {
            log.broken();
        }
        if (fault(Fault.Kind.ERROR_EVENT).isPresent()) {
            response.send(
                    200,
                    JSON,
                    wire.error(error(fault(Fault.Kind.ERROR_EVENT).get())).toString());
        } else if (fault(Fault.Kind.MALFORMED_JSON).isPresent()) {
            response.send(200, JSON, body.substring(0, body.length() - 1));
        } else if (broken.isPresent()) {
            response.start(200, JSON);
            response.write(body.substring(0, body.length() / 2).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            breakOff(broken.get(), new FrameWriter(response, List.of(), JSON));
        } else if (disconnectAfter.isEmpty()) {
            response.send(200, JSON, body);
        }
    }

    private void sendStream(EventStream stream) throws IOException, InterruptedException {
        var writer = new FrameWriter(response, faults, stream.contentType());
        response.header("Cache-Control", "no-cache");
        response.start(200, stream.contentType());
        int copies = fault(Fault.Kind.DUPLICATE_START).isPresent() ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            writeAll(writer, stream.opening());
        }
        if (!sendContent(stream.content(), writer)) {
            return;
        }
        writeAll(writer, stream.closing());
        if (!stream.terminator().isEmpty()) {
            writer.write(stream.terminator());
        }
        writer.flush();
        if (fault(Fault.Kind.DONE_BUT_OPEN).isPresent()) {
            response.leaveOpen(FOREVER);
        }
        response.finish();
    }

    private static void writeAll(FrameWriter writer, List<String> frames) throws IOException {
        for (String frame : frames) {
            writer.write(frame);
        }
    }

    /** Sends the content; returns whether the stream goes on. */
    private boolean sendContent(List<Supplier<String>> content, FrameWriter writer)
            throws IOException, InterruptedException {
        boolean faultless = faults.isEmpty();
        long begin = System.nanoTime();
        for (int i = 0; i <= content.size(); i++) {
            if (disconnectAfter.isPresent() && Math.min(disconnectAfter.get(), content.size()) == i) {
                writer.flush();
                return false;
            }
            Optional<Fault> due = faultless ? Optional.empty() : faultAt(i, content.size());
            if (due.isPresent() && breaksOff(due.get())) {
                breakOff(due.get(), writer);
                return false;
            }
            if (i > 0 && i < content.size()) {
                response.pause(millisUntil(begin, i));
            }
            if (due.isPresent()) {
                writer.write(extraFrame(due.get(), content, i));
            }
            if (i < content.size()) {
                writer.write(content.get(i).get());
            }
        }
        return true;
    }

    /** The pause before a chunk; a stream that is late catches up, so that it keeps its pace. */
    private long millisUntil(long beginNanos, int chunk) {
        long due = beginNanos + chunk * pacing.delayMs() * 1_000_000;
        return Math.max(0, Math.ceilDiv(due - System.nanoTime(), 1_000_000));
    }

    /** Returns the fault before this chunk; without a number it is in the middle. */
    private Optional<Fault> faultAt(int index, int size) {
        return faults.stream()
                .filter(f ->
                        breaksOff(f) || f.kind() == Fault.Kind.MALFORMED_JSON || f.kind() == Fault.Kind.UNKNOWN_EVENTS)
                .filter(f -> index == (f.amount() < 0 ? size / 2 : Math.min(f.amount(), size)))
                .findFirst();
    }

    private static boolean breaksOff(Fault fault) {
        return switch (fault.kind()) {
            case HANG, RESET, END_EARLY, ERROR_EVENT -> true;
            default -> false;
        };
    }

    private void breakOff(Fault fault, FrameWriter writer) throws IOException, InterruptedException {
        log.broken();
        writer.flush();
        switch (fault.kind()) {
            case HANG -> response.pause(FOREVER);
            case RESET -> response.reset();
            case ERROR_EVENT -> {
                writer.write(wire.errorEvent(error(fault)));
                writer.flush();
                response.finish();
            }
            default -> response.finish();
        }
    }

    private String extraFrame(Fault fault, List<Supplier<String>> content, int index) {
        if (fault.kind() == Fault.Kind.UNKNOWN_EVENTS) {
            return wire.unknownEvent();
        }
        String frame = content.isEmpty()
                ? wire.unknownEvent()
                : content.get(Math.min(index, content.size() - 1)).get();
        String end = frame.substring(frame.stripTrailing().length());
        return frame.stripTrailing().substring(0, frame.stripTrailing().length() - 2) + end;
    }
}
