import generated.ApiClient;
import generated.ApiException;
import generated.api.FilesApi;
import generated.api.HealthApi;
import generated.api.ProjectsApi;
import generated.api.RunsApi;
import generated.model.ApplyRequest;
import generated.model.CreateProjectRequest;
import generated.model.CreateRunRequest;
import generated.model.EventPage;
import generated.model.Project;
import generated.model.RecordedEvent;
import generated.model.Run;
import generated.model.RunFinishedEvent;
import generated.model.RunState;
import generated.model.ToolCalledEvent;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program that uses only what openapi-generator generates from the document. */
public final class GeneratedClient {
    private GeneratedClient() {}

    public static void main(String[] arguments) throws Exception {
        String authorization = Files.readString(Path.of(arguments[1])).strip().replace("Authorization: ", "");
        ApiClient client = new ApiClient();
        client.updateBaseUri(arguments[0]);
        client.setRequestInterceptor(request -> request.header("Authorization", authorization));
        System.out.println("server " + new HealthApi(client).getReadiness().getStatus());

        Project project = new ProjectsApi(client).createProject(new CreateProjectRequest().path(arguments[2]), null);
        RunsApi runs = new RunsApi(client);
        CreateRunRequest request = new CreateRunRequest()
                .projectId(project.getId())
                .command("/code")
                .prompt("Write a greeting")
                .headless(true)
                .provider(arguments[3]);
        String key = "generated-" + project.getId();
        Run run = runs.createRun(request, key);
        if (!runs.createRun(request, key).getId().equals(run.getId())) {
            throw new IllegalStateException("a request with the same key started another run");
        }
        System.out.println("finished " + follow(runs, run.getId()));
        System.out.println(Files.readString(runs.downloadPatch(run.getId()).toPath()));
        System.out.println("entries "
                + new FilesApi(client)
                        .listRunFiles(run.getId(), null, true, null, null)
                        .getEntries()
                        .size());
        Run applied = runs.applyRun(run.getId(), new ApplyRequest());
        System.out.println("patch " + applied.getPatch());
        System.out.println(
                "report " + runs.getRunReport(run.getId()).getRun().getPrompt());
        try {
            runs.getRun("none", null);
        } catch (ApiException e) {
            System.out.println("missing " + e.getCode() + " " + e.getResponseBody());
        }
    }

    private static RunState follow(RunsApi runs, String run) throws ApiException, InterruptedException {
        long after = 0;
        while (true) {
            EventPage page = runs.listRunEvents(run, after, 100, null);
            for (RecordedEvent event : page.getEvents()) {
                if (event.getActualInstance() instanceof ToolCalledEvent call) {
                    System.out.println(call.getTool() + " " + call.getArguments());
                } else if (event.getActualInstance() instanceof RunFinishedEvent finished) {
                    return finished.getState();
                }
            }
            after += page.getEvents().size(); // Events are numbered from 1 without gaps.
            Thread.sleep(100);
        }
    }
}
