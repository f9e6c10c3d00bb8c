/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the compiler reads once for all files of the desktop. Nothing of our own: a change would build everything anew. */
#include <adwaita.h>
