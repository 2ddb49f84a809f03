package dev.codeagent.sandbox;

/** Receives the output of a call while it runs. Called on the thread that reads the executor's answers. */
public interface OutputListener {

    /** @param text new output, written by any program in the sandbox */
    void onOutput(String call, String text);
}
