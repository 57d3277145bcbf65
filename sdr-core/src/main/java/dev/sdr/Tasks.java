package dev.sdr;

import dev.sdr.internal.engine.Engine;
import dev.sdr.observe.OpenTask;
import java.util.List;

/** Tasks for people: the steps of the channel {@code task}. Safe for use by several threads. */
public final class Tasks {

    private final Engine engine;

    Tasks(Engine engine) {
        this.engine = engine;
    }

    /**
     * Open tasks.
     *
     * @param limit the most tasks
     * @return the tasks, oldest first
     */
    public List<OpenTask> open(int limit) {
        return engine.operations().tasks(limit);
    }

    /**
     * Marks a task as done; its sequence goes on.
     *
     * @param taskId the task
     * @param note a note for the record, may be empty
     * @return false if there is no open task of that id
     */
    public boolean complete(String taskId, String note) {
        return engine.operations().closeTask(taskId, false, note);
    }

    /**
     * Passes over a task; its sequence goes on.
     *
     * @param taskId the task
     * @param why for the record
     * @return false if there is no open task of that id
     */
    public boolean skip(String taskId, String why) {
        return engine.operations().closeTask(taskId, true, why);
    }
}
