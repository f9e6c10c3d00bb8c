/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Room in the write-ahead log before it is needed. A commit that makes a file longer waits until the file system has noted its new
 * length as well, which doubles the time of a small one; one that writes over what is there waits for its own pages alone. So, when
 * somebody has begun to write, the log is made as long as it becomes before it is carried over, with zeros, which SQLite takes
 * for the end of the log: no frame of it has a salt of zero. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Nobody writes meanwhile. Returns a file to settle, or -1; without room nothing is lost but time. */
int  tw_wal_room_make   (const char *db_path, int pages);
/* Waits until the zeros are on the disk; others may write again. */
void tw_wal_room_settle (int file);

G_END_DECLS
