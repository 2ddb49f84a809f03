package dev.codeagent.fakemodel;

import dev.codeagent.fakemodel.control.CallLog;
import dev.codeagent.fakemodel.control.ControlApi;
import dev.codeagent.fakemodel.control.FaultPlan;
import dev.codeagent.fakemodel.control.LoggedCall;
import dev.codeagent.fakemodel.control.Scenarios;
import dev.codeagent.fakemodel.http.HttpListener;
import dev.codeagent.fakemodel.http.HttpRequest;
import dev.codeagent.fakemodel.http.HttpResponse;
import dev.codeagent.fakemodel.script.Script;
import dev.codeagent.fakemodel.wire.Dialect;
import dev.codeagent.fakemodel.wire.RequestException;
import dev.codeagent.fakemodel.wire.openai.OpenAiDialect;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.util.Optional;

/** Serves a script over HTTP on the loopback address, on all wires at once. */
public final class FakeModelServer implements AutoCloseable {
    private final Script script;
    private final Router router;
    private final ControlApi control;
    private final PrintStream log;
    private final HttpListener listener;

    private FakeModelServer(Script script, int port, PrintStream log) throws IOException {
        this.script = script;
        this.log = log;
        control = new ControlApi(new Scenarios(script), new FaultPlan(), new CallLog());
        var models = new ModelCatalog(script);
        var player = new TurnPlayer(models, new TurnSelector(control.scenarios()), control.faults());
        router = new Router(player, models);
        listener = HttpListener.start(port, this::handle);
    }

    /**
     * Starts a server; port 0 selects a free port. Requests that the script does not expect, and those that violate the
     * rules of their wire, are written to {@code log}.
     */
    public static FakeModelServer start(Script script, int port, PrintStream log) throws IOException {
        return new FakeModelServer(script, port, log);
    }

    /** Returns the base URL for the configuration of an OpenAI-compatible provider. */
    public URI url() {
        return URI.create(origin() + "/v1");
    }

    /** Returns the address without a path, for the other wires and for the control API. */
    public URI origin() {
        return URI.create("http://127.0.0.1:" + listener.port());
    }

    @Override
    public void close() {
        listener.close();
    }

    private void handle(HttpRequest request, HttpResponse response) throws IOException, InterruptedException {
        if (request.path().startsWith(ControlApi.PREFIX)) {
            control.handle(request, response);
            return;
        }
        String key = ApiKey.find(request);
        LoggedCall logged = control.log().open(key, request.method() + " " + request.path());
        var call = new Call(request.withPath(Router.withoutVendor(request.path())), response, key, logged);
        Optional<Route> route = router.find(request);
        Dialect dialect = route.map(Route::dialect).orElse(OpenAiDialect.OPENAI);
        try {
            response.beforeEnd(() -> logged.ended(response.status(), true));
            answer(call, route);
        } catch (RequestException e) {
            report(e, logged);
            response.send(
                    e.error().status(),
                    "application/json",
                    dialect.error(e.error()).toString());
        } catch (IOException e) {
            logged.clientClosed();
            throw e;
        } catch (RuntimeException e) {
            log.println("request failed: " + e);
            throw e; // The listener closes the connection.
        } finally {
            logged.ended(response.status(), response.isComplete());
        }
    }

    private void report(RequestException e, LoggedCall logged) {
        logged.broken();
        boolean violation = e.reason() == RequestException.Cause.VIOLATION;
        logged.problem(e.error().status(), String.valueOf(e.getMessage()), violation);
        if (violation) {
            log.println("violation: " + e.getMessage());
        } else if (e.reason() == RequestException.Cause.UNEXPECTED) {
            log.println("unexpected request: " + e.getMessage());
        }
    }

    private void answer(Call call, Optional<Route> route) throws IOException, InterruptedException {
        HttpRequest request = call.request();
        route.ifPresent(r -> ApiKey.requireRightPlace(request, r.dialect()));
        script.requireKey().filter(required -> !required.equals(call.key())).ifPresent(required -> {
            throw RequestException.unauthorized(
                    call.key().isEmpty()
                            ? "the request has no API key"
                            : "the API key differs from the script's requireKey");
        });
        route.orElseThrow(() -> RequestException.notFound("unknown endpoint " + request.method() + " " + request.path()
                        + "; docs/fake-model.md lists the endpoints, such as POST /v1/chat/completions"))
                .action()
                .answer(call);
    }
}
