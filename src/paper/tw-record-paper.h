/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A record on paper: its sections, and the lists of what belongs to it. */
#pragma once

#include "tw-list-paper.h"

G_BEGIN_DECLS

TwPaper *tw_record_paper_new (TwStore *store, TwRecord *record, const TwPaperSize *size, const char *company, GError **error);

G_END_DECLS
