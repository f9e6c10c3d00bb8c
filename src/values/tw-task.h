/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work on other threads whose objects are let go where they belong. A thread that has done a GTask's work holds the task a moment longer
 * than its callback takes; when it is the last, the task's source object ends on that thread, while the main one may be about to call it. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* As g_task_run_in_thread(), which must not be used: the task is let go on the thread of its callback. */
void tw_task_run_in_thread (GTask *task, GTaskThreadFunc func);
/* (transfer full): what a thread of one's own holds of a task whose answer it has given. */
void tw_task_release       (GTask *task);

G_END_DECLS
