package dev.codeagent.client.api;

/** A branch as it is on the git server now. */
public record PushedBranch(String address, String branch, String commit) {}
