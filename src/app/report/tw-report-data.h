/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The records of reports: listed, saved, renamed, shared, pinned, deleted; each change is one commit. */
#pragma once

#include "tw-report.h"
#include "tw-store.h"

G_BEGIN_DECLS

typedef struct
{
  TwId     id;                                         /* nil: not saved yet */
  char    *name, *category, *description;              /* all but name: nullable */
  char    *definition, *range;                         /* (nullable) JSON of a TwReport; days, as in tw_figure_range_parse() */
  char    *owner;                                      /* (nullable) name of somebody else whose report it is */
  gboolean own, shared, pinned;                        /* own: this person's */
  guint    n_shared_with;                              /* people, teams and roles that it is shared with */
} TwReportEntry;

void           tw_report_entry_free   (TwReportEntry *entry);
TwReportEntry *tw_report_entry_copy   (const TwReportEntry *entry);
/* This person's, the shared ones and the ready ones. (element-type TwReportEntry) */
GPtrArray     *tw_report_entry_list   (TwStore *store, gboolean pinned_only, GError **error);
TwReportEntry *tw_report_entry_load   (TwStore *store, const TwId *id, GError **error);
/* All that stands in it; a new record, whose id it then has, when it has none. sharers: (nullable) with whom it is shared, as tw_share_set(). */
gboolean       tw_report_entry_save   (TwStore *store, TwReportEntry *entry, GPtrArray *sharers, GError **error);
gboolean       tw_report_entry_delete (TwStore *store, const TwId *id, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwReportEntry, tw_report_entry_free)

G_END_DECLS
