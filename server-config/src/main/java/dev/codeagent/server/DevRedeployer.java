package dev.codeagent.server;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;

/**
 * Puts another build of the application in the place of the one that runs, as often as a line on standard input names its
 * folder; for development only. The end of the input ends the server, so that it never outlives whoever feeds it.
 */
final class DevRedeployer {
    /** What is written when a line was done; {@code codeagent dev} waits for it. */
    static final String DEPLOYED_PREFIX = "codeagent: deployed ";

    /** The runs' jobs belong to this name and place: under others they could not be taken up again. */
    private static final String APPLICATION_NAME = "codeagent";

    private static final String CONTEXT_ROOT = "/";

    private final Object runtime;

    private DevRedeployer(Object runtime) {
        this.runtime = runtime;
    }

    /** Payara Micro's boot class is not on the class path that this compiles against. */
    static void redeployUntilInputEnds() throws ReflectiveOperationException, IOException {
        Class<?> boot = Class.forName("fish.payara.micro.impl.PayaraMicroImpl");
        Object runtime = boot.getMethod("getRuntime")
                .invoke(boot.getMethod("getInstance").invoke(null));
        var redeployer = new DevRedeployer(runtime);
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            redeployer.redeploy(new File(line));
            System.out.println(DEPLOYED_PREFIX + line);
        }
        System.exit(0);
    }

    private void redeploy(File application) throws ReflectiveOperationException {
        try {
            runtime.getClass().getMethod("undeploy", String.class).invoke(runtime, APPLICATION_NAME);
            runtime.getClass()
                    .getMethod("deploy", String.class, String.class, File.class)
                    .invoke(runtime, APPLICATION_NAME, CONTEXT_ROOT, application);
        } catch (InvocationTargetException e) {
            // The log has the reason; whether the application runs is asked at its door.
            System.out.println("codeagent: the deployment failed: " + e.getCause());
        }
    }
}
