package dev.codeagent.fakemodel;

import dev.codeagent.fakemodel.wire.Dialect;
import java.io.IOException;
import java.util.regex.Pattern;

/** An endpoint: its method and path, the dialect of its errors, and what answers it. */
record Route(String method, Pattern path, Dialect dialect, Action action) {

    /** Answers a request to an endpoint. */
    @FunctionalInterface
    interface Action {
        void answer(Call call) throws IOException, InterruptedException;
    }

    static Route of(String method, String path, Dialect dialect, Action action) {
        return new Route(method, Pattern.compile(path), dialect, action);
    }

    boolean matches(String requestMethod, String requestPath) {
        return method.equals(requestMethod) && path.matcher(requestPath).matches();
    }
}
