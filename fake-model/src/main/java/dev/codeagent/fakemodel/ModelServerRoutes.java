package dev.codeagent.fakemodel;

import dev.codeagent.fakemodel.script.ScriptedModel;
import dev.codeagent.fakemodel.wire.Dialect;
import dev.codeagent.fakemodel.wire.Digest;
import dev.codeagent.fakemodel.wire.Frames;
import dev.codeagent.fakemodel.wire.JsonValues;
import dev.codeagent.fakemodel.wire.RequestException;
import dev.codeagent.fakemodel.wire.lmstudio.LmStudioModels;
import dev.codeagent.fakemodel.wire.modelrunner.RunnerModels;
import dev.codeagent.fakemodel.wire.ollama.OllamaDialect;
import dev.codeagent.fakemodel.wire.ollama.OllamaModels;
import dev.codeagent.fakemodel.wire.openai.OpenAiDialect;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The endpoints with which local servers manage models: Ollama, LM Studio and Docker Model Runner. */
final class ModelServerRoutes {
    private static final long STEP_MS = 100;
    private static final long DOWNLOAD_MS = 500;

    private final ModelCatalog models;
    private final Map<String, LmStudioModels.Job> jobs = new ConcurrentHashMap<>();

    ModelServerRoutes(ModelCatalog models) {
        this.models = models;
    }

    List<Route> ollama() {
        Dialect dialect = new OllamaDialect();
        return List.of(
                Route.of("GET", "/api/version", dialect, call -> call.send(OllamaModels.version())),
                Route.of(
                        "GET",
                        "/api/tags",
                        dialect,
                        call -> call.send(OllamaModels.tags(models.installed(call.key())))),
                Route.of("GET", "/api/ps", dialect, call -> call.send(OllamaModels.running(models.loaded(call.key())))),
                Route.of("POST", "/api/show", dialect, call -> call.send(OllamaModels.show(installed(call, "model")))),
                Route.of("POST", "/api/pull", dialect, this::pullFromOllama),
                Route.of("DELETE", "/api/delete", dialect, call -> {
                    models.delete(call.key(), installed(call, "model"));
                    call.response().send(200, "text/plain", "");
                }));
    }

    private ScriptedModel installed(Call call, String field) {
        String id = JsonValues.text(call.body(), field);
        return models.find(id)
                .filter(m -> models.installed(call.key()).contains(m))
                .orElseThrow(() -> RequestException.notFound("model '" + id + "' not found"));
    }

    private void pullFromOllama(Call call) throws IOException, InterruptedException {
        Optional<ScriptedModel> model = models.find(JsonValues.text(call.body(), "model"));
        boolean stream =
                !call.body().getOrDefault("stream", jakarta.json.JsonValue.TRUE).equals(jakarta.json.JsonValue.FALSE);
        List<JsonObject> lines = model.map(OllamaModels::pull)
                .orElseGet(() -> List.of(
                        OllamaModels.status("pulling manifest"),
                        JsonValues.object("error", "pull model manifest: file does not exist")));
        if (!stream) {
            call.response()
                    .send(
                            model.isPresent() ? 200 : 500,
                            "application/json",
                            lines.getLast().toString());
            model.ifPresent(m -> models.install(call.key(), m));
            return;
        }
        sendLines(call, lines, model);
    }

    /** Sends the lines of a download one after the other; it installs nothing if the client leaves. */
    private void sendLines(Call call, List<JsonObject> lines, Optional<ScriptedModel> model)
            throws IOException, InterruptedException {
        call.response().start(200, Frames.NDJSON);
        for (JsonObject line : lines.subList(0, lines.size() - 1)) {
            call.response().write(Frames.line(line).getBytes(StandardCharsets.UTF_8));
            call.response().pause(STEP_MS);
        }
        model.ifPresent(m -> models.install(call.key(), m));
        call.response().write(Frames.line(lines.getLast()).getBytes(StandardCharsets.UTF_8));
        call.response().finish();
    }

    List<Route> lmStudio() {
        Dialect dialect = OpenAiDialect.OPENAI;
        return List.of(
                Route.of("GET", "/api/v1/models", dialect, call -> {
                    finishJobs();
                    call.send(LmStudioModels.list(models.installed(call.key()), models.loaded(call.key())));
                }),
                Route.of("GET", "/api/v0/models", dialect, call -> {
                    finishJobs();
                    call.send(LmStudioModels.betaList(models.installed(call.key()), models.loaded(call.key())));
                }),
                Route.of("POST", "/api/v1/models/download", dialect, this::download),
                Route.of("GET", "/api/v1/models/download/status/[^/]+", dialect, this::sendJob),
                Route.of("POST", "/api/v1/models/load", dialect, call -> {
                    ScriptedModel model = installed(call, "model");
                    models.load(call.key(), model);
                    call.send(LmStudioModels.loaded(model));
                }),
                Route.of("POST", "/api/v1/models/unload", dialect, call -> {
                    String instance = JsonValues.text(call.body(), "instance_id");
                    models.unload(call.key(), instance);
                    call.send(LmStudioModels.unloaded(instance));
                }));
    }

    private void download(Call call) throws IOException {
        String id = JsonValues.text(call.body(), "model");
        ScriptedModel model =
                models.find(id).orElseThrow(() -> RequestException.notFound("model '" + id + "' not found"));
        if (models.installed(call.key()).contains(model)) {
            call.send(LmStudioModels.alreadyDownloaded());
            return;
        }
        String jobId = "job_" + Digest.alphanumeric(call.key() + " " + id, 20);
        var job = new LmStudioModels.Job(jobId, model, Instant.now(), DOWNLOAD_MS);
        jobs.put(call.key() + " " + jobId, job);
        call.send(LmStudioModels.job(job, job.start()));
    }

    private void sendJob(Call call) throws IOException {
        finishJobs();
        String id = call.request().path().substring(call.request().path().lastIndexOf('/') + 1);
        LmStudioModels.Job job = jobs.get(call.key() + " " + id);
        if (job == null) {
            throw RequestException.notFound("download job '" + id + "' not found");
        }
        call.send(LmStudioModels.job(job, Instant.now()));
    }

    private void finishJobs() {
        jobs.forEach((keyAndId, job) -> {
            if (job.isComplete(Instant.now())) {
                models.install(keyAndId.substring(0, keyAndId.lastIndexOf(' ')), job.model());
            }
        });
    }

    List<Route> modelRunner() {
        Dialect dialect = OpenAiDialect.OPENAI;
        return List.of(
                Route.of(
                        "GET",
                        "/models",
                        dialect,
                        call -> call.response()
                                .send(
                                        200,
                                        "application/json",
                                        RunnerModels.list(models.installed(call.key()))
                                                .toString())),
                Route.of("POST", "/models/create", dialect, call -> {
                    Optional<ScriptedModel> model = models.find(JsonValues.text(call.body(), "from"));
                    List<JsonObject> lines = model.map(RunnerModels::pull)
                            .orElseGet(() -> List.of(RunnerModels.error("model not found")));
                    sendLines(call, lines, model);
                }),
                Route.of("GET", "/models/.+", dialect, call -> call.send(RunnerModels.model(inPath(call)))),
                Route.of("DELETE", "/models/.+", dialect, call -> {
                    models.delete(call.key(), inPath(call));
                    call.response().send(200, "text/plain", "");
                }));
    }

    private ScriptedModel inPath(Call call) {
        String id = call.request().path().substring("/models/".length());
        return models.find(id)
                .filter(m -> models.installed(call.key()).contains(m))
                .orElseThrow(() -> RequestException.notFound("model '" + id + "' not found"));
    }
}
