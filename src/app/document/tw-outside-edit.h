/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies of documents that other programs work on: what they save becomes a new version, as long as this program runs. */
#pragma once

#include "tw-workspace.h"

G_BEGIN_DECLS

/* copy: a file that only this person has */
void tw_outside_edit_follow (TwWorkspace *workspace, const TwId *document, GFile *copy);

G_END_DECLS
