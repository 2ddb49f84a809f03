package dev.codeagent.server;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;

/**
 * Redeploys the application from each folder that a line on standard input names; for development only. The end of the
 * input stops the server, so that it never outlives its parent process.
 */
final class DevRedeployer {
    /** Printed after each deployment; {@code codeagent dev} waits for it. */
    static final String DEPLOYED_PREFIX = "codeagent: deployed ";

    /** Batch jobs belong to this name and context root; they could not be restarted under others. */
    private static final String APPLICATION_NAME = "codeagent";

    private static final String CONTEXT_ROOT = "/";

    private final Object runtime;

    private DevRedeployer(Object runtime) {
        this.runtime = runtime;
    }

    /** Uses reflection because Payara Micro's boot class is not on the compile class path. */
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
            // The log contains the reason; the client checks the health endpoint.
            System.out.println("codeagent: the deployment failed: " + e.getCause());
        }
    }
}
