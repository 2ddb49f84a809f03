package dev.codeagent.fakemodel;

import dev.codeagent.fakemodel.control.FaultPlan;
import dev.codeagent.fakemodel.script.Fault;
import dev.codeagent.fakemodel.script.ScriptedModel;
import dev.codeagent.fakemodel.script.Turn;
import dev.codeagent.fakemodel.script.Usage;
import dev.codeagent.fakemodel.wire.Answer;
import dev.codeagent.fakemodel.wire.Conversation;
import dev.codeagent.fakemodel.wire.Digest;
import dev.codeagent.fakemodel.wire.RequestException;
import dev.codeagent.fakemodel.wire.Wire;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Answers a request for an answer of a model with a turn of the script. */
final class TurnPlayer {
    private final ModelCatalog models;
    private final TurnSelector selector;
    private final FaultPlan plan;
    private final FaultCounter counter = new FaultCounter();

    TurnPlayer(ModelCatalog models, TurnSelector selector, FaultPlan plan) {
        this.models = models;
        this.selector = selector;
        this.plan = plan;
    }

    void play(Wire wire, Call call) throws IOException, InterruptedException {
        Conversation conversation = wire.read(call.request(), call.body());
        call.log().selected(wire.name(), conversation.model(), "", conversation.options().stream());
        ScriptedModel model = models.requireChat(call.key(), conversation.model());
        int chars = call.request().body().length();
        boolean truncates = wire.name().equals("ollama");
        if (model.size().window() > 0
                && !truncates
                && Usage.estimate(chars) > model.size().window()) {
            throw RequestException.badRequest("This model's maximum context length is "
                    + model.size().window() + " tokens, but the prompt is too long: " + Usage.estimate(chars)
                    + " tokens; reduce the messages.");
        }
        TurnSelector.Selection selection = selector.select(call.key(), conversation);
        call.log().selected(wire.name(), model.id(), selection.location(), conversation.options().stream());
        new HistoryCheck(wire, selection, conversation).check();
        send(wire, call, conversation, selection, model.id());
    }

    private void send(Wire wire, Call call, Conversation conversation, TurnSelector.Selection selection, String model)
            throws IOException, InterruptedException {
        Turn turn = selection.turn();
        String digest = Digest.hex(call.request().body());
        counter.failIfScripted(turn, call.key(), digest, call.response());
        Optional<Integer> disconnectAfter = counter.disconnectAfter(turn, call.key(), digest);
        List<Fault> faults = plan.take(call.key())
                .orElseGet(() -> counter.remaining(turn.faults().faults(), call.key(), digest));
        call.log().faults(faults);
        var playback = new Playback(wire, call.response(), call.log(), turn.pacing(), faults, disconnectAfter);
        if (playback.sendInstead()) {
            return;
        }
        var factory = new AnswerFactory(wire, selection, faults);
        Usage usage = factory.usage(call.request().body().length());
        call.log().usage(usage, wire.unreportedUsage());
        playback.send(factory.create(new Answer.Origin(model, digest), usage), conversation.options());
    }
}
