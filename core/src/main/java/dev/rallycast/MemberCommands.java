package dev.rallycast;

import dev.rallycast.model.Action;
import dev.rallycast.protocol.Command;
import dev.rallycast.protocol.ErrorCode;
import dev.rallycast.protocol.Frame;
import dev.rallycast.protocol.StateView;
import org.jspecify.annotations.Nullable;

/** Does what the members of a playback's audience ask for, if they may, and answers each. Loop only. */
final class MemberCommands {
    private final Playback playback;
    private final Reception reception;
    private final Controls controls;

    MemberCommands(Playback playback, Reception reception, Controls controls) {
        this.playback = playback;
        this.reception = reception;
        this.controls = controls;
    }

    /** A member's command other than {@code start} and {@code ping}. */
    void receive(Member member, Received received) {
        Command command = received.command();
        if (!reception.has(member)) {
            // The playback ended before the command came; the client has been told.
            member.connection().reply(null, 0, over(command.id()));
            member.connection().answered(received);
            return;
        }
        playback.run();
        Action forbidden = reception.forbidden(command, member);
        if (forbidden != null) {
            String message = "a " + member.role().wireName() + " may not " + forbidden.wireName() + " this playback";
            reply(
                    member,
                    received,
                    new Frame.Refusal(command.id(), ErrorCode.NOT_ALLOWED, message, null, playback.view()));
        } else if (command instanceof Command.Stop stop) {
            if (reception.size() == 1 && playback.type().endsWithLastStop()) {
                // What was asked for before is answered before.
                controls.abandon();
            }
            member.connection().left(member, playback.audience().log.head(), new Frame.Stopped(stop.id(), "stop"));
            member.connection().answered(received);
            playback.leave(member, true);
        } else if (command instanceof Command.Status status) {
            reply(member, received, new Frame.Ok(status.id(), playback.view(), false));
        } else if (command instanceof Command.Control control) {
            playback.submit(ControlRequest.of(control, member.user().id(), answerTo(member, received)));
        } else if (command instanceof Command.Live live) {
            playback.submit(ControlRequest.of(live, member.user().id(), answerTo(member, received)));
        } else if (command instanceof Command.Step step) {
            playback.submit(ControlRequest.of(step, member.user().id(), answerTo(member, received)));
        }
    }

    private void reply(Member member, Received received, Frame frame) {
        playback.reply(member, frame);
        member.connection().answered(received);
    }

    private static Frame over(@Nullable String commandId) {
        return new Frame.Refusal(commandId, ErrorCode.NOT_STARTED, "the playback is over", null, null);
    }

    private ControlRequest.Answer answerTo(Member member, Received received) {
        String commandId = received.command().id();
        return new ControlRequest.Answer() {
            @Override
            public void ok(StateView view, boolean superseded) {
                reply(member, received, new Frame.Ok(commandId, view, superseded));
            }

            @Override
            public void refused(ErrorCode code, String message, StateView view) {
                reply(member, received, new Frame.Refusal(commandId, code, message, null, view));
            }

            @Override
            public void gone() {
                reply(member, received, over(commandId));
            }
        };
    }
}
