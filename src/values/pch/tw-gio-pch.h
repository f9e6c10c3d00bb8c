/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the compiler reads once for all files of a floor. Nothing of our own: a change would build everything anew. */
#include <gio/gio.h>
