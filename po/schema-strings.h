/* Made by tools/schema-strings from data/schema, data/paper and data/seed; read by xgettext only. */
/* Translators: lead.grade=a */
NC_("schema", "A")
/* Translators: document_share.audience=customer */
NC_("schema", "A customer")
/* Translators: price_book.audience=tier */
NC_("schema", "A customer tier")
/* Translators: document_share.audience=user */
NC_("schema", "A person")
/* Translators: price_book.audience=segment */
NC_("schema", "A segment")
/* Translators: document_share.audience=team */
NC_("schema", "A team")
/* Translators: activity/about, activity.record, comment.record … */
NC_("schema", "About")
/* Translators: attendance.state=accepted, quote.status=accepted */
NC_("schema", "Accepted")
/* Translators: quote.accepted_at, task_assignment.accepted_at */
NC_("schema", "Accepted at")
/* Translators: user/access */
NC_("schema", "Access")
/* Translators: territory.accounts */
NC_("schema", "Account territories")
/* Translators: territory.kind=account, territory.accounts */
NC_("schema", "Accounts")
/* Translators: company.acquired_on, contact.acquired_on */
NC_("schema", "Acquired on")
/* Translators: company.acquisition_source, contact.acquisition_source */
NC_("schema", "Acquisition source")
/* Translators: deal_stage.entry_actions */
NC_("schema", "Actions on entry")
/* Translators: deal_stage.exit_actions */
NC_("schema", "Actions on exit")
/* Translators: assignment_rule.active, booking_page.active, campaign.active … */
NC_("schema", "Active")
/* Translators: activity, activity.user, activity.company … */
NC_("schema", "Activities")
/* Translators: company.activity_count, contact.activity_count, deal.activity_count … */
NC_("schema", "Activities in number")
/* Translators: activity, activity/main, call_detail.activity … */
NC_("schema", "Activity")
/* Translators: activity_template */
NC_("schema", "Activity template")
/* Translators: activity_template, activity_template.owner */
NC_("schema", "Activity templates")
/* Translators: company/address, contact/address */
NC_("schema", "Address")
/* Translators: call_detail.recording_url */
NC_("schema", "Address of the recording")
/* Translators: task.category=admin, task_template.category=admin */
NC_("schema", "Administration")
/* Translators: company.lifecycle_stage=advocate, contact.lifecycle_stage=advocate */
NC_("schema", "Advocate")
/* Translators: partner.kind=affiliate */
NC_("schema", "Affiliate")
/* Translators: follow_up_rule.once_per */
NC_("schema", "Again when this changes")
/* Translators: lead.age_band */
NC_("schema", "Age")
/* Translators: lead.age_days */
NC_("schema", "Age in days")
/* Translators: meeting.agenda */
NC_("schema", "Agenda")
/* Translators: role.record_scope=all */
NC_("schema", "All")
/* Translators: activity.record */
NC_("schema", "All activities")
/* Translators: meeting.all_day */
NC_("schema", "All day")
/* Translators: document.record */
NC_("schema", "All documents")
/* Translators: meeting.record */
NC_("schema", "All meetings")
/* Translators: task.record */
NC_("schema", "All tasks")
/* Translators: task.assignees */
NC_("schema", "Also assigned to")
/* Translators: task_template.assign_to=person */
NC_("schema", "Always the same person")
/* Translators: deal.amount, invoice.amount, payment.amount */
NC_("schema", "Amount")
/* Translators: company.anniversary, contact.anniversary */
NC_("schema", "Anniversary")
/* Translators: company.annual_revenue */
NC_("schema", "Annual revenue")
/* Translators: survey_question.required */
NC_("schema", "Answer required")
/* Translators: comment.parent, document_comment.parent */
NC_("schema", "Answer to")
/* Translators: attendance.answered_at */
NC_("schema", "Answered at")
/* Translators: survey.response_count, survey_response.survey, survey_response.answers */
NC_("schema", "Answers")
/* Translators: document_share.audience=anyone */
NC_("schema", "Anyone with the link")
/* Translators: partner.status=applicant */
NC_("schema", "Applicant")
/* Translators: notification.kind=approval, quote.approval_status */
NC_("schema", "Approval")
/* Translators: deal_stage.approval_needed */
NC_("schema", "Approval needed")
/* Translators: document_approval.document, quote_approval.quote */
NC_("schema", "Approvals")
/* Translators: document.status=approved, document_approval.decision=approved, quote.approval_status=approved … */
NC_("schema", "Approved")
/* Translators: document_approval.approver, quote_approval.approver */
NC_("schema", "Approver")
/* Translators: article.status=archived, document.status=archived */
NC_("schema", "Archived")
/* Translators: widget.chart=area */
NC_("schema", "Area")
/* Translators: article, article/main */
NC_("schema", "Article")
/* Translators: article, article.author, case.articles */
NC_("schema", "Articles")
/* Translators: task.recurrence_rule */
NC_("schema", "As in calendars: FREQ=WEEKLY;BYDAY=MO,TH. It counts before the fields above.")
/* Translators: calendar.calendar_source, meeting.calendar_source, task.calendar_source */
NC_("schema", "As it came in a calendar file")
/* Translators: task_assignment.assigned_at */
NC_("schema", "Assigned at")
/* Translators: task_assignment.assigned_by */
NC_("schema", "Assigned by")
/* Translators: call_task.assignee, case.assignee, task.assignee */
NC_("schema", "Assignee")
/* Translators: notification.kind=assignment */
NC_("schema", "Assignment")
/* Translators: assignment_rule */
NC_("schema", "Assignment rule")
/* Translators: assignment_rule, assignment_rule.users, assignment_rule.teams */
NC_("schema", "Assignment rules")
/* Translators: task_assignment.task */
NC_("schema", "Assignments")
/* Translators: task_assignment.assigned_by */
NC_("schema", "Assignments given")
/* Translators: meeting_type.limit_per_day */
NC_("schema", "At most a day")
/* Translators: saved_search.alert_frequency=at_once */
NC_("schema", "At once")
/* Translators: activity.attachments */
NC_("schema", "Attached to")
/* Translators: activity.attachments */
NC_("schema", "Attachments")
/* Translators: call_task.attempts, job.attempts */
NC_("schema", "Attempts")
/* Translators: attendance, attendance.meeting, attendance.attendee */
NC_("schema", "Attendance")
/* Translators: attendance */
NC_("schema", "Attendances")
/* Translators: attendance.state=attended */
NC_("schema", "Attended")
/* Translators: attendance.attendee */
NC_("schema", "Attendee")
/* Translators: meeting.attendees */
NC_("schema", "Attendees")
/* Translators: article.audience, document_share.audience, price_book.audience */
NC_("schema", "Audience")
/* Translators: article.author, comment.author, document_comment.author … */
NC_("schema", "Author")
/* Translators: booking_page.availability */
NC_("schema", "Availability in the week")
/* Translators: company.average_order_value, contact.average_order_value */
NC_("schema", "Average order value")
/* Translators: survey.average_score */
NC_("schema", "Average score")
/* Translators: lead.grade=b */
NC_("schema", "B")
/* Translators: job.kind=backup */
NC_("schema", "Backup")
/* Translators: widget.chart=bar */
NC_("schema", "Bars")
/* Translators: sync_conflict.base */
NC_("schema", "Before")
/* Translators: job.started_at */
NC_("schema", "Begun at")
/* Translators: tier.benefits */
NC_("schema", "Benefits")
/* Translators: company.billing */
NC_("schema", "Billing data")
/* Translators: contact.birthday */
NC_("schema", "Birthday")
/* Translators: contact.decision_role=blocker */
NC_("schema", "Blocker")
/* Translators: saved_view.presentation=board */
NC_("schema", "Board")
/* Translators: saved_view.board_field */
NC_("schema", "Board columns by")
/* Translators: meeting.booking_page */
NC_("schema", "Booked through")
/* Translators: booking_page */
NC_("schema", "Booking page")
/* Translators: booking_page, booking_page.owner, booking_page.team … */
NC_("schema", "Booking pages")
/* Translators: sync_conflict.resolution=merged */
NC_("schema", "Both")
/* Translators: booking_page.branding */
NC_("schema", "Branding")
/* Translators: campaign.budget, win_loss_reason.category=budget */
NC_("schema", "Budget")
/* Translators: deal.budget_confirmed */
NC_("schema", "Budget confirmed")
/* Translators: business_hours, sla_policy.business_hours */
NC_("schema", "Business hours")
/* Translators: call_detail.outcome_category=busy, call_task.outcome=busy */
NC_("schema", "Busy")
/* Translators: assignment_rule.strategy=score */
NC_("schema", "By score")
/* Translators: assignment_rule.strategy=skill */
NC_("schema", "By skill")
/* Translators: assignment_rule.strategy=territory */
NC_("schema", "By territory")
/* Translators: assignment_rule.strategy=workload */
NC_("schema", "By workload")
/* Translators: lead.grade=c */
NC_("schema", "C")
/* Translators: survey.kind=csat */
NC_("schema", "CSAT")
/* Translators: report_run.format=csv */
NC_("schema", "CSV")
/* Translators: calendar, meeting.calendar, saved_view.presentation=calendar … */
NC_("schema", "Calendar")
/* Translators: saved_view.date_field */
NC_("schema", "Calendar by")
/* Translators: calendar, calendar.owner */
NC_("schema", "Calendars")
/* Translators: activity.kind=call, activity_template.kind=call, engagement_history.event=call … */
NC_("schema", "Call")
/* Translators: call_task.outcome=call_back */
NC_("schema", "Call back")
/* Translators: call_detail */
NC_("schema", "Call detail")
/* Translators: call_detail, call_detail.activity */
NC_("schema", "Call details")
/* Translators: company.call_count, contact.call_count */
NC_("schema", "Calls")
/* Translators: call_detail.follow_up_task */
NC_("schema", "Calls it came from")
/* Translators: campaign, deal.campaign, job.kind=campaign … */
NC_("schema", "Campaign")
/* Translators: campaign, campaign.segment, campaign.owner */
NC_("schema", "Campaigns")
/* Translators: call_task.status=cancelled, campaign.status=cancelled, job.status=cancelled … */
NC_("schema", "Cancelled")
/* Translators: payment.method=card */
NC_("schema", "Card")
/* Translators: activity.case, assignment_rule.record_type=case, case … */
NC_("schema", "Case")
/* Translators: case, case.company, case.contact … */
NC_("schema", "Cases")
/* Translators: payment.method=cash */
NC_("schema", "Cash")
/* Translators: article.category, case.category, price_book_entry.category … */
NC_("schema", "Category")
/* Translators: product.category */
NC_("schema", "Category in words")
/* Translators: partner.certifications */
NC_("schema", "Certifications")
/* Translators: contact.decision_role=champion */
NC_("schema", "Champion")
/* Translators: sync_conflict.kind=deleted */
NC_("schema", "Changed after it was deleted")
/* Translators: meeting.series */
NC_("schema", "Changed times")
/* Translators: activity.channel, campaign.channel, case.channel … */
NC_("schema", "Channel")
/* Translators: partner.kind=channel */
NC_("schema", "Channel partner")
/* Translators: notification.channels */
NC_("schema", "Channels")
/* Translators: saved_view.presentation=chart, saved_view.chart, widget.chart */
NC_("schema", "Chart")
/* Translators: activity.channel=chat, case.channel=chat, engagement_history.channel=chat */
NC_("schema", "Chat")
/* Translators: job.kind=check */
NC_("schema", "Check of the workspace")
/* Translators: document.hash */
NC_("schema", "Check sum")
/* Translators: task_template.checklist */
NC_("schema", "Checklist")
/* Translators: survey_question.choices */
NC_("schema", "Choices")
/* Translators: price_book_entry.product */
NC_("schema", "Choose either a product or a category.")
/* Translators: company.churn_risk, contact.churn_risk */
NC_("schema", "Churn risk")
/* Translators: territory.cities */
NC_("schema", "Cities")
/* Translators: company.city, contact.city */
NC_("schema", "City")
/* Translators: engagement_history.event=clicked */
NC_("schema", "Clicked")
/* Translators: deal.close_date */
NC_("schema", "Close date")
/* Translators: lead.status=closed, lead_phase.stage=closed, survey.status=closed */
NC_("schema", "Closed")
/* Translators: deal.closed_at, lead.closed_at */
NC_("schema", "Closed at")
/* Translators: currency.code, team.code */
NC_("schema", "Code")
/* Translators: lead.priority=cold */
NC_("schema", "Cold")
/* Translators: article.audience=internal */
NC_("schema", "Colleagues")
/* Translators: calendar.color, deal_stage.color, meeting_type.color … */
NC_("schema", "Colour")
/* Translators: quote_template.style */
NC_("schema", "Colours and fonts")
/* Translators: widget.column */
NC_("schema", "Column")
/* Translators: saved_view.column_widths */
NC_("schema", "Column widths")
/* Translators: saved_view.columns */
NC_("schema", "Columns")
/* Translators: comment, mention.comment, notification.kind=comment */
NC_("schema", "Comment")
/* Translators: document_share.permission=comment */
NC_("schema", "Commenting")
/* Translators: comment, comment.record */
NC_("schema", "Comments")
/* Translators: follow.kind=comments */
NC_("schema", "Comments only")
/* Translators: comment.author */
NC_("schema", "Comments written")
/* Translators: company, company.owner, company.tier … */
NC_("schema", "Companies")
/* Translators: tier.company_count */
NC_("schema", "Companies in number")
/* Translators: activity.company, call_task.company, case.company … */
NC_("schema", "Company")
/* Translators: contact.company_size, lead.company_size */
NC_("schema", "Company size")
/* Translators: competitor, win_loss_reason.category=competitor */
NC_("schema", "Competitor")
/* Translators: article.kind=competitor_analysis */
NC_("schema", "Competitor analysis")
/* Translators: competitor, deal.competitors */
NC_("schema", "Competitors")
/* Translators: meeting.status=completed, task.status=completed */
NC_("schema", "Completed")
/* Translators: activity.completed_at, meeting.completed_at, survey_response.completed_at … */
NC_("schema", "Completed at")
/* Translators: assignment_rule.conditions, follow_up_rule.condition, health_rule.condition … */
NC_("schema", "Condition")
/* Translators: tier.downgrade_rule */
NC_("schema", "Condition for moving down")
/* Translators: tier.upgrade_rule */
NC_("schema", "Condition for moving up")
/* Translators: campaign.trigger */
NC_("schema", "Condition of the trigger")
/* Translators: role.row_rules */
NC_("schema", "Conditions by object: {\"deal\": \"amount < 10000 EUR\"}.")
/* Translators: order.status=confirmed */
NC_("schema", "Confirmed")
/* Translators: sync_conflict, sync_conflict/main */
NC_("schema", "Conflict")
/* Translators: sync_conflict, sync_conflict.record */
NC_("schema", "Conflicts")
/* Translators: sync_conflict.theirs_author */
NC_("schema", "Conflicts met")
/* Translators: sync_conflict.author */
NC_("schema", "Conflicts sent")
/* Translators: sync_conflict.resolved_by */
NC_("schema", "Conflicts settled")
/* Translators: job.kind=connector_sync */
NC_("schema", "Connection to another service")
/* Translators: activity.contact, call_task.contact, case.contact … */
NC_("schema", "Contact")
/* Translators: contact, contact.company, contact.owner … */
NC_("schema", "Contacts")
/* Translators: quote_version.snapshot */
NC_("schema", "Contents")
/* Translators: document.kind=contract, document_template.kind=contract */
NC_("schema", "Contract")
/* Translators: activity.kind=contract, activity_template.kind=contract */
NC_("schema", "Contract signed")
/* Translators: campaign.converted_count */
NC_("schema", "Conversions")
/* Translators: lead.converted_company */
NC_("schema", "Converted to company")
/* Translators: lead.converted_contact */
NC_("schema", "Converted to contact")
/* Translators: lead.converted_deal */
NC_("schema", "Converted to deal")
/* Translators: campaign.cost, product.cost */
NC_("schema", "Cost")
/* Translators: territory.countries */
NC_("schema", "Countries")
/* Translators: company.country, contact.country */
NC_("schema", "Country")
/* Translators: company.churn_risk=critical, contact.churn_risk=critical */
NC_("schema", "Critical")
/* Translators: currency */
NC_("schema", "Currencies")
/* Translators: currency, currency/main, price_book.currency … */
NC_("schema", "Currency")
/* Translators: assignment_rule.record_type=customer, company.lifecycle_stage=customer, contact.lifecycle_stage=customer */
NC_("schema", "Customer")
/* Translators: customer_feedback */
NC_("schema", "Customer feedback")
/* Translators: price_book.tier, sla_policy.tier, tier */
NC_("schema", "Customer tier")
/* Translators: tier */
NC_("schema", "Customer tiers")
/* Translators: article.audience=customer */
NC_("schema", "Customers")
/* Translators: lead.grade=d */
NC_("schema", "D")
/* Translators: saved_search.alert_frequency=daily, task.recurrence_pattern=daily */
NC_("schema", "Daily")
/* Translators: dashboard, dashboard/main, widget.dashboard */
NC_("schema", "Dashboard")
/* Translators: dashboard, dashboard.owner */
NC_("schema", "Dashboards")
/* Translators: exchange_rate.at */
NC_("schema", "Date")
/* Translators: dashboard.grain=day */
NC_("schema", "Day")
/* Translators: lead_phase.days, report.range, stage_time.days */
NC_("schema", "Days")
/* Translators: booking_page.horizon_days */
NC_("schema", "Days ahead")
/* Translators: priority_rule.days_before */
NC_("schema", "Days before it is due")
/* Translators: deal.days_in_stage */
NC_("schema", "Days in this stage")
/* Translators: lead.untouched_days */
NC_("schema", "Days untouched")
/* Translators: activity.deal, case.deal, deal … */
NC_("schema", "Deal")
/* Translators: deal_stage */
NC_("schema", "Deal stage")
/* Translators: deal_stage */
NC_("schema", "Deal stages")
/* Translators: deal, deal.company, deal.contact … */
NC_("schema", "Deals")
/* Translators: document_approval.at, quote_approval.at */
NC_("schema", "Decided at")
/* Translators: currency.decimals */
NC_("schema", "Decimals")
/* Translators: document_approval.decision, quote_approval.decision */
NC_("schema", "Decision")
/* Translators: contact.decision_role=decision_maker */
NC_("schema", "Decision maker")
/* Translators: deal.decision_maker_identified */
NC_("schema", "Decision maker identified")
/* Translators: attendance.state=declined, call_task.outcome=declined */
NC_("schema", "Declined")
/* Translators: task_assignment.declined_at */
NC_("schema", "Declined at")
/* Translators: pipeline.is_default, price_book.is_default, quote_template.is_default */
NC_("schema", "Default")
/* Translators: deal_stage.default_probability */
NC_("schema", "Default probability")
/* Translators: report.definition */
NC_("schema", "Definition")
/* Translators: comment.removed */
NC_("schema", "Deleted by its author")
/* Translators: order.status=delivered */
NC_("schema", "Delivered")
/* Translators: booking_page.description, case.description, deal.description … */
NC_("schema", "Description")
/* Translators: notification.channels=desktop */
NC_("schema", "Desktop")
/* Translators: activity_template/main, assignment_rule/main, attendance/main … */
NC_("schema", "Details")
/* Translators: user.manager */
NC_("schema", "Direct reports")
/* Translators: activity.direction, call_detail.direction */
NC_("schema", "Direction")
/* Translators: price_book_entry.discount */
NC_("schema", "Discount")
/* Translators: quote.discount, quote_line.discount_amount */
NC_("schema", "Discount amount")
/* Translators: quote.discount_percent, quote_line.discount_value */
NC_("schema", "Discount in percent")
/* Translators: quote.discount_kind, quote_line.discount_kind */
NC_("schema", "Discount kind")
/* Translators: quote.discount_total */
NC_("schema", "Discount taken off")
/* Translators: lead.qualification=disqualified, lead_phase.stage=disqualified, lead_qualification.result=disqualified */
NC_("schema", "Disqualified")
/* Translators: document, document/main, document_access.document … */
NC_("schema", "Document")
/* Translators: document_approval */
NC_("schema", "Document approval")
/* Translators: document_approval, document_approval.approver */
NC_("schema", "Document approvals")
/* Translators: document_comment */
NC_("schema", "Document comment")
/* Translators: document_comment, document_comment.author */
NC_("schema", "Document comments")
/* Translators: document_template */
NC_("schema", "Document template")
/* Translators: document_template */
NC_("schema", "Document templates")
/* Translators: document_version */
NC_("schema", "Document version")
/* Translators: document_version, document_version.author */
NC_("schema", "Document versions")
/* Translators: document, document.folder, document.owner … */
NC_("schema", "Documents")
/* Translators: folder.document_count */
NC_("schema", "Documents in number")
/* Translators: meeting.excluded */
NC_("schema", "Does not happen at")
/* Translators: call_task.status=done, document.ocr_status=done, job.status=done … */
NC_("schema", "Done")
/* Translators: engagement_history.event=download */
NC_("schema", "Download")
/* Translators: document_share.permission=download */
NC_("schema", "Downloading")
/* Translators: document.download_count, document_share.downloads */
NC_("schema", "Downloads")
/* Translators: document_share.max_downloads */
NC_("schema", "Downloads at most")
/* Translators: article.status=draft, campaign.status=draft, document.status=draft … */
NC_("schema", "Draft")
/* Translators: sync_conflict.resolution=dropped */
NC_("schema", "Dropped")
/* Translators: task_template.due_offset */
NC_("schema", "Due after")
/* Translators: document_approval.due_at */
NC_("schema", "Due at")
/* Translators: task.due_date */
NC_("schema", "Due date")
/* Translators: invoice.due_on, payment.due_on */
NC_("schema", "Due on")
/* Translators: task.due_time */
NC_("schema", "Due time")
/* Translators: activity.duration, activity_template.duration, call_detail.duration … */
NC_("schema", "Duration")
/* Translators: segment.kind=dynamic */
NC_("schema", "Dynamic")
/* Translators: activity.kind=email, activity.channel=email, activity_template.kind=email … */
NC_("schema", "E-mail")
/* Translators: article.kind=email_template */
NC_("schema", "E-mail template")
/* Translators: company.email_count, contact.email_count */
NC_("schema", "E-mails")
/* Translators: comment.edited_at */
NC_("schema", "Edited at")
/* Translators: document_share.permission=edit */
NC_("schema", "Editing")
/* Translators: company.size */
NC_("schema", "Employees")
/* Translators: job.every */
NC_("schema", "Empty: it runs once.")
/* Translators: job.kind=wastebasket */
NC_("schema", "Emptying of the wastebasket")
/* Translators: meeting.ends_at */
NC_("schema", "End")
/* Translators: contact.decision_role=user */
NC_("schema", "End user")
/* Translators: partner.status=ended, report_run.ended_at */
NC_("schema", "Ended")
/* Translators: job.finished_at */
NC_("schema", "Ended at")
/* Translators: deal.engaged_on */
NC_("schema", "Engaged on")
/* Translators: engagement_history, engagement_history.company, engagement_history.contact */
NC_("schema", "Engagement")
/* Translators: engagement_history */
NC_("schema", "Engagement history")
/* Translators: company.engagement_score, contact.engagement_score */
NC_("schema", "Engagement score")
/* Translators: price_book_entry.price */
NC_("schema", "Enter either a price or a discount.")
/* Translators: lead_phase.entered_at, stage_time.entered_at */
NC_("schema", "Entered at")
/* Translators: sla_policy.escalate_to */
NC_("schema", "Escalate to")
/* Translators: sla_policy.escalate_to */
NC_("schema", "Escalations")
/* Translators: task.estimate */
NC_("schema", "Estimate")
/* Translators: engagement_history.event */
NC_("schema", "Event")
/* Translators: price_book.audience=all */
NC_("schema", "Everybody")
/* Translators: follow.kind=all */
NC_("schema", "Everything")
/* Translators: report_run.format=xlsx */
NC_("schema", "Excel")
/* Translators: booking_page.exceptions */
NC_("schema", "Exceptions")
/* Translators: mention.excerpt */
NC_("schema", "Excerpt")
/* Translators: exchange_rate, exchange_rate/main */
NC_("schema", "Exchange rate")
/* Translators: exchange_rate, job.kind=exchange_rates */
NC_("schema", "Exchange rates")
/* Translators: product.tax_category=exempt, quote_line.tax_category=exempt */
NC_("schema", "Exempt from tax")
/* Translators: quote.expired */
NC_("schema", "Expired")
/* Translators: document_share.expires_at */
NC_("schema", "Expires at")
/* Translators: product.tax_category=export, quote_line.tax_category=export */
NC_("schema", "Export outside the EU")
/* Translators: article.kind=faq */
NC_("schema", "FAQ")
/* Translators: document.ocr_status=failed, job.status=failed, report_run.status=failed */
NC_("schema", "Failed")
/* Translators: win_loss_reason.category=feature */
NC_("schema", "Feature")
/* Translators: customer_feedback.company, customer_feedback.contact, customer_feedback.case */
NC_("schema", "Feedback")
/* Translators: sync_conflict.field */
NC_("schema", "Field")
/* Translators: deal_stage.required_fields */
NC_("schema", "Fields required on entry")
/* Translators: role.field_rules */
NC_("schema", "Fields that are hidden or only read: {\"deal.amount\": \"hidden\"}.")
/* Translators: widget.chart=metric */
NC_("schema", "Figure")
/* Translators: article/figures */
NC_("schema", "Figures")
/* Translators: document/file, document.file, document_version.file … */
NC_("schema", "File")
/* Translators: document.mime_type */
NC_("schema", "File type")
/* Translators: saved_search.filters, search_history.filters */
NC_("schema", "Filters")
/* Translators: company.first_activity_at, contact.first_activity_at */
NC_("schema", "First activity")
/* Translators: case.first_response_at */
NC_("schema", "First answer")
/* Translators: case.first_response_due_at */
NC_("schema", "First answer due")
/* Translators: sla_policy.first_response_minutes */
NC_("schema", "First answer in minutes")
/* Translators: contact.first_name */
NC_("schema", "First name")
/* Translators: lead.first_response_at */
NC_("schema", "First response")
/* Translators: quote.viewed_at */
NC_("schema", "First viewed at")
/* Translators: quote.discount_kind=fixed, quote_line.discount_kind=fixed */
NC_("schema", "Fixed amount")
/* Translators: assignment_rule.strategy=fixed */
NC_("schema", "Fixed person")
/* Translators: document.folder, folder */
NC_("schema", "Folder")
/* Translators: folder, folder.parent, folder.owner */
NC_("schema", "Folders")
/* Translators: follow */
NC_("schema", "Follow")
/* Translators: activity_template.follow_up, task.category=follow_up, task_template.category=follow_up */
NC_("schema", "Follow-up")
/* Translators: lead.follow_up_missed */
NC_("schema", "Follow-up missed")
/* Translators: follow_up_rule */
NC_("schema", "Follow-up rule")
/* Translators: follow_up_rule, follow_up_rule.template */
NC_("schema", "Follow-up rules")
/* Translators: call_detail.follow_up_task */
NC_("schema", "Follow-up task")
/* Translators: notification.kind=follow */
NC_("schema", "Followed record")
/* Translators: follow.record */
NC_("schema", "Followers")
/* Translators: follow */
NC_("schema", "Follows")
/* Translators: company.churn_risk, contact.churn_risk */
NC_("schema", "Follows the health when that changes: from 70 on low, from 50 on medium, from 30 on high. It can be set by hand until then.")
/* Translators: document_template.footer, quote_template.footer */
NC_("schema", "Footer")
/* Translators: task_template.assign_to */
NC_("schema", "For")
/* Translators: price_book_entry.category */
NC_("schema", "For all products of it and of its sub-categories.")
/* Translators: report_run.format */
NC_("schema", "Format")
/* Translators: company.lifecycle_stage=former, contact.lifecycle_stage=former */
NC_("schema", "Former customer")
/* Translators: article.helpful_yes */
NC_("schema", "Found helpful")
/* Translators: article.helpful_no */
NC_("schema", "Found not helpful")
/* Translators: company.founded_year */
NC_("schema", "Founded")
/* Translators: exchange_rate.from_currency */
NC_("schema", "From currency")
/* Translators: price_book_entry.min_quantity */
NC_("schema", "From quantity")
/* Translators: assignment_rule.threshold */
NC_("schema", "From score")
/* Translators: priority_rule.days_before */
NC_("schema", "From so many days before a task is due its priority is at least the one below. 0: on the day itself.")
/* Translators: widget.chart=funnel */
NC_("schema", "Funnel")
/* Translators: contact.decision_role=gatekeeper */
NC_("schema", "Gatekeeper")
/* Translators: territory.kind=geographic */
NC_("schema", "Geographic")
/* Translators: campaign.goal */
NC_("schema", "Goal")
/* Translators: partner.tier=gold */
NC_("schema", "Gold")
/* Translators: lead.grade */
NC_("schema", "Grade")
/* Translators: dashboard.grain */
NC_("schema", "Grain")
/* Translators: quote_line.line_kind=group */
NC_("schema", "Group heading")
/* Translators: saved_view.group_field */
NC_("schema", "Grouped by")
/* Translators: document_template.header, quote_template.header */
NC_("schema", "Header")
/* Translators: company.health_score, contact.health_score */
NC_("schema", "Health")
/* Translators: health_rule */
NC_("schema", "Health rule")
/* Translators: health_rule */
NC_("schema", "Health rules")
/* Translators: widget.chart=heat */
NC_("schema", "Heat map")
/* Translators: widget.height */
NC_("schema", "Height")
/* Translators: case.priority=high, company.churn_risk=high, contact.churn_risk=high … */
NC_("schema", "High")
/* Translators: business_hours.holidays */
NC_("schema", "Holidays")
/* Translators: widget.chart=horizontal */
NC_("schema", "Horizontal bars")
/* Translators: lead.priority=hot */
NC_("schema", "Hot")
/* Translators: saved_search.alert_frequency=hourly */
NC_("schema", "Hourly")
/* Translators: business_hours.weekly_hours */
NC_("schema", "Hours in the week")
/* Translators: task.remind_before */
NC_("schema", "How long before it is due: 30 minutes, 2 hours, 1 day. A task without a time counts as due at nine in the morning.")
/* Translators: exchange_rate.rate */
NC_("schema", "How many units of the second currency one unit of the first is worth.")
/* Translators: saved_search.alert_frequency */
NC_("schema", "How often")
/* Translators: article.kind=how_to */
NC_("schema", "How-to")
/* Translators: saved_view.icon */
NC_("schema", "Icon")
/* Translators: meeting.external_calendar_id, task.external_calendar_id */
NC_("schema", "Id in the outside calendar")
/* Translators: follow.kind=important */
NC_("schema", "Important changes")
/* Translators: document.status=in_approval */
NC_("schema", "In approval")
/* Translators: folder.parent */
NC_("schema", "In folder")
/* Translators: meeting_type.location_kind=in_person */
NC_("schema", "In person")
/* Translators: case.status=in_progress, customer_feedback.resolution=in_progress, task.status=in_progress */
NC_("schema", "In progress")
/* Translators: product.stock_quantity */
NC_("schema", "In stock")
/* Translators: notification.channels=in_app */
NC_("schema", "In the program")
/* Translators: report.pinned, saved_view.pinned */
NC_("schema", "In the sidebar")
/* Translators: deal.stage_entered_at */
NC_("schema", "In this stage since")
/* Translators: lead.status=inactive, lead_phase.stage=inactive */
NC_("schema", "Inactive")
/* Translators: activity.direction=in, call_detail.direction=in */
NC_("schema", "Incoming")
/* Translators: territory.industries */
NC_("schema", "Industries")
/* Translators: company.industry, contact.industry, lead.industry … */
NC_("schema", "Industry")
/* Translators: contact.decision_role=influencer */
NC_("schema", "Influencer")
/* Translators: activity.channel=instagram, campaign.channel=instagram, engagement_history.channel=instagram */
NC_("schema", "Instagram")
/* Translators: comment.internal */
NC_("schema", "Internal")
/* Translators: task.recurrence_interval */
NC_("schema", "Interval")
/* Translators: product.tax_category=intra_community, quote_line.tax_category=intra_community */
NC_("schema", "Intra-Community supply")
/* Translators: attendance.state=invited */
NC_("schema", "Invited")
/* Translators: document.kind=invoice, document_template.kind=invoice, invoice … */
NC_("schema", "Invoice")
/* Translators: invoice, invoice.company, invoice.contact … */
NC_("schema", "Invoices")
/* Translators: report_run.format=jsonl */
NC_("schema", "JSON Lines")
/* Translators: job, job/main */
NC_("schema", "Job")
/* Translators: contact.job_title, lead.job_title, user.job_title */
NC_("schema", "Job title")
/* Translators: job */
NC_("schema", "Jobs")
/* Translators: follow_up_rule.once_per */
NC_("schema", "Key of a field: a record gets the task once for each value of it, such as stage_entered_at. Empty: once.")
/* Translators: sync_conflict.field */
NC_("schema", "Key of the field; empty when the whole record was deleted.")
/* Translators: article.kind, deal_stage.kind, job.kind … */
NC_("schema", "Kind")
/* Translators: customer_feedback.issue_category */
NC_("schema", "Kind of issue")
/* Translators: preference.silent */
NC_("schema", "Kind of notification and channel with a dot between, such as follow.desktop")
/* Translators: meeting_type.location_kind */
NC_("schema", "Kind of place")
/* Translators: file_policy.refused */
NC_("schema", "Kinds that are refused")
/* Translators: company.locale, contact.language, document_template.language … */
NC_("schema", "Language")
/* Translators: contact.locale */
NC_("schema", "Language and region")
/* Translators: file_policy.max_megabytes */
NC_("schema", "Largest file in megabytes")
/* Translators: company.last_activity_at, contact.last_activity_at, deal.last_activity_at … */
NC_("schema", "Last activity")
/* Translators: segment.calculated_at */
NC_("schema", "Last calculated")
/* Translators: company.last_contact_at, contact.last_contact_at, lead.last_contact_at */
NC_("schema", "Last contact")
/* Translators: job.last_error */
NC_("schema", "Last error")
/* Translators: contact.last_name */
NC_("schema", "Last name")
/* Translators: company.last_purchase_at, contact.last_purchase_at */
NC_("schema", "Last purchase")
/* Translators: saved_search.last_run_at */
NC_("schema", "Last run")
/* Translators: user.last_sign_in_at */
NC_("schema", "Last sign-in")
/* Translators: quote_template.layout */
NC_("schema", "Layout")
/* Translators: activity.lead, assignment_rule.record_type=lead, call_task.lead … */
NC_("schema", "Lead")
/* Translators: lead_qualification */
NC_("schema", "Lead qualification")
/* Translators: lead_qualification, lead_qualification.user */
NC_("schema", "Lead qualifications")
/* Translators: team.leader */
NC_("schema", "Leader")
/* Translators: lead, lead.owner, lead.team … */
NC_("schema", "Leads")
/* Translators: lead.converted_company, lead.converted_contact, lead.converted_deal */
NC_("schema", "Leads it came from")
/* Translators: lead_phase.left_at, stage_time.left_at */
NC_("schema", "Left at")
/* Translators: preference.feed_hidden */
NC_("schema", "Left out of the feed")
/* Translators: staff_skill.level */
NC_("schema", "Level")
/* Translators: company.lifecycle_stage, contact.lifecycle_stage */
NC_("schema", "Lifecycle stage")
/* Translators: company.lifetime_value, contact.lifetime_value */
NC_("schema", "Lifetime value")
/* Translators: widget.chart=line */
NC_("schema", "Line")
/* Translators: quote_line.line_total */
NC_("schema", "Line total")
/* Translators: order.lines, quote_line.quote */
NC_("schema", "Lines")
/* Translators: meeting.recurrence */
NC_("schema", "Lines RRULE and RDATE as in a calendar file")
/* Translators: saved_view.presentation=list */
NC_("schema", "List")
/* Translators: lead.location */
NC_("schema", "Location")
/* Translators: quote_template.logo */
NC_("schema", "Logo")
/* Translators: deal_stage.max_days */
NC_("schema", "Longest stay in days")
/* Translators: deal.status=lost, deal_stage.kind=lost, win_loss_reason.outcome=lost */
NC_("schema", "Lost")
/* Translators: competitor.lost_deals */
NC_("schema", "Lost deals")
/* Translators: case.priority=low, company.churn_risk=low, contact.churn_risk=low … */
NC_("schema", "Low")
/* Translators: activity.auto_created */
NC_("schema", "Made by a rule")
/* Translators: call_task.source_rule, task.created_by_rule */
NC_("schema", "Made by rule")
/* Translators: product_category.top */
NC_("schema", "Main category")
/* Translators: partner.manager, user.manager */
NC_("schema", "Manager")
/* Translators: saved_view.presentation=map */
NC_("schema", "Map")
/* Translators: company.location, contact.location */
NC_("schema", "Map position")
/* Translators: product.margin */
NC_("schema", "Margin")
/* Translators: competitor.market_share */
NC_("schema", "Market share, estimated")
/* Translators: document.kind=marketing, document_template.kind=marketing */
NC_("schema", "Marketing material")
/* Translators: lead.qualification=mql, lead_phase.stage=mql, lead_qualification.result=mql */
NC_("schema", "Marketing qualified")
/* Translators: saved_search.last_hit_count */
NC_("schema", "Matches")
/* Translators: meeting.spans_until */
NC_("schema", "May happen until")
/* Translators: case.priority=medium, company.churn_risk=medium, contact.churn_risk=medium … */
NC_("schema", "Medium")
/* Translators: activity.kind=meeting, activity_template.kind=meeting, attendance.meeting … */
NC_("schema", "Meeting")
/* Translators: engagement_history.event=meeting_attended */
NC_("schema", "Meeting attended")
/* Translators: engagement_history.event=meeting_missed */
NC_("schema", "Meeting missed")
/* Translators: meeting_type */
NC_("schema", "Meeting type")
/* Translators: booking_page.meeting_types, meeting_type */
NC_("schema", "Meeting types")
/* Translators: meeting, meeting.organizer, meeting.company … */
NC_("schema", "Meetings")
/* Translators: company.meeting_count, contact.meeting_count */
NC_("schema", "Meetings held")
/* Translators: meeting.attendees */
NC_("schema", "Meetings to attend")
/* Translators: user.teams */
NC_("schema", "Members")
/* Translators: segment.member_count */
NC_("schema", "Members in number")
/* Translators: mention, notification.kind=mention */
NC_("schema", "Mention")
/* Translators: mention, mention.comment, mention.activity … */
NC_("schema", "Mentions")
/* Translators: campaign.message */
NC_("schema", "Message")
/* Translators: campaign.clicked_count */
NC_("schema", "Messages clicked")
/* Translators: campaign.failed_count */
NC_("schema", "Messages failed")
/* Translators: campaign.opened_count */
NC_("schema", "Messages opened")
/* Translators: campaign.sent_count */
NC_("schema", "Messages sent")
/* Translators: activity.channel=messenger, engagement_history.channel=messenger */
NC_("schema", "Messenger")
/* Translators: payment.method */
NC_("schema", "Method")
/* Translators: search_history.duration_ms */
NC_("schema", "Milliseconds")
/* Translators: attendance.state=missed */
NC_("schema", "Missed")
/* Translators: contact.mobile */
NC_("schema", "Mobile")
/* Translators: dashboard.grain=month */
NC_("schema", "Month")
/* Translators: task.recurrence_pattern=monthly */
NC_("schema", "Monthly")
/* Translators: activity/more, case/more, company/more … */
NC_("schema", "More")
/* Translators: deal_stage.auto_advance_days */
NC_("schema", "Moves on after days")
/* Translators: survey_question.kind=choice */
NC_("schema", "Multiple choice")
/* Translators: document.kind=nda, document_template.kind=nda */
NC_("schema", "NDA")
/* Translators: survey.kind=nps, survey_question.kind=nps */
NC_("schema", "NPS")
/* Translators: activity_template.name, assignment_rule.name, business_hours.name … */
NC_("schema", "Name")
/* Translators: contact.name_romanised */
NC_("schema", "Name in Latin letters")
/* Translators: quote_line.net_amount */
NC_("schema", "Net amount")
/* Translators: lead.next_follow_up_at */
NC_("schema", "Next follow-up")
/* Translators: stage_time.next_stage */
NC_("schema", "Next stage")
/* Translators: deal.next_task_date */
NC_("schema", "Next task")
/* Translators: call_detail.outcome_category=no_answer */
NC_("schema", "No answer")
/* Translators: document.ocr_status=none, lead.qualification=none */
NC_("schema", "None")
/* Translators: notification.priority=normal */
NC_("schema", "Normal")
/* Translators: quote.approval_status=not_needed */
NC_("schema", "Not needed")
/* Translators: lead_phase.stage=none */
NC_("schema", "Not qualified yet")
/* Translators: call_task.outcome=not_reached */
NC_("schema", "Not reached")
/* Translators: product.tax_category=outside, quote_line.tax_category=outside */
NC_("schema", "Not subject to tax")
/* Translators: activity.kind=note, activity_template.kind=note, document_version.note … */
NC_("schema", "Note")
/* Translators: activity.description, activity_template.description, company.description … */
NC_("schema", "Notes")
/* Translators: follow.kind=muted */
NC_("schema", "Nothing")
/* Translators: booking_page.notice_minimum */
NC_("schema", "Notice at least")
/* Translators: job.kind=notification, notification */
NC_("schema", "Notification")
/* Translators: notification, notification.recipient, notification.record */
NC_("schema", "Notifications")
/* Translators: preference.silent */
NC_("schema", "Notifications turned off")
/* Translators: deal_stage.notify */
NC_("schema", "Notify")
/* Translators: case.number, document_version.number, invoice.number … */
NC_("schema", "Number")
/* Translators: product_category.product_count */
NC_("schema", "Number of products")
/* Translators: article.kind=objection_handling */
NC_("schema", "Objection handling")
/* Translators: team.observers */
NC_("schema", "Observers")
/* Translators: health_rule.condition */
NC_("schema", "Of the records for which it counts, as a filter is written: open_deals > 0. Empty: all of them.")
/* Translators: follow_up_rule.condition */
NC_("schema", "Of the records that get a task, as a filter is written: status = \"sent\" and sent_at > now() - 2 days.")
/* Translators: priority_rule.condition */
NC_("schema", "Of the tasks it is for, as a filter is written: category = \"call\". Empty: all tasks.")
/* Translators: meeting.spans_until */
NC_("schema", "Of what repeats, or lasts longer than a week")
/* Translators: price_book_entry.discount */
NC_("schema", "Off the product's own price.")
/* Translators: quote_line.optional */
NC_("schema", "Offered beside the rest, and not counted in the total.")
/* Translators: team.office */
NC_("schema", "Office")
/* Translators: role.permissions */
NC_("schema", "One a line: entity, then create, read, change, delete, export or administer.")
/* Translators: meeting_type.location_kind=online */
NC_("schema", "Online")
/* Translators: meeting.meeting_link */
NC_("schema", "Online link")
/* Translators: case.status=open, customer_feedback.resolution=open, deal.status=open … */
NC_("schema", "Open")
/* Translators: company.open_deals, competitor.open_deals, contact.open_deals … */
NC_("schema", "Open deals")
/* Translators: company.open_amount, contact.open_amount, pipeline.open_amount … */
NC_("schema", "Open pipeline")
/* Translators: deal.open_tasks */
NC_("schema", "Open tasks")
/* Translators: engagement_history.event=opened, search_history.opened */
NC_("schema", "Opened")
/* Translators: document_access.action=opened */
NC_("schema", "Opened with another program")
/* Translators: quote_line.optional */
NC_("schema", "Optional")
/* Translators: invoice.order, order, payment.order */
NC_("schema", "Order")
/* Translators: company.total_orders, contact.total_orders, order … */
NC_("schema", "Orders")
/* Translators: company.order_frequency, contact.order_frequency */
NC_("schema", "Orders a month")
/* Translators: meeting.organizer */
NC_("schema", "Organiser")
/* Translators: call_detail.outcome_category=other, case.channel=other, document.kind=other … */
NC_("schema", "Other")
/* Translators: activity.outcome, call_detail.outcome_category, call_task.outcome … */
NC_("schema", "Outcome")
/* Translators: activity_template.outcome_choices */
NC_("schema", "Outcomes to choose from")
/* Translators: activity.direction=out, call_detail.direction=out */
NC_("schema", "Outgoing")
/* Translators: case.overdue, invoice.status=overdue, payment.status=overdue … */
NC_("schema", "Overdue")
/* Translators: role.record_scope=own */
NC_("schema", "Own")
/* Translators: survey.kind=custom */
NC_("schema", "Own questions")
/* Translators: territory.kind=rule */
NC_("schema", "Own rule")
/* Translators: activity_template.owner, booking_page.owner, calendar.owner … */
NC_("schema", "Owner")
/* Translators: invoice.pdf, report_run.format=pdf */
NC_("schema", "PDF")
/* Translators: document_comment.place */
NC_("schema", "Page or place")
/* Translators: invoice.status=paid, payment.status=paid */
NC_("schema", "Paid")
/* Translators: invoice.paid_at, payment.paid_at */
NC_("schema", "Paid at")
/* Translators: invoice.paid_amount */
NC_("schema", "Paid so far")
/* Translators: company.parent */
NC_("schema", "Parent company")
/* Translators: task.parent */
NC_("schema", "Parent task")
/* Translators: team.parent */
NC_("schema", "Parent team")
/* Translators: territory.parent */
NC_("schema", "Parent territory")
/* Translators: product_category.parent */
NC_("schema", "Part of")
/* Translators: task_template.parent */
NC_("schema", "Part of the set")
/* Translators: invoice.status=part_paid, payment.status=part_paid */
NC_("schema", "Part paid")
/* Translators: deal.partner, partner */
NC_("schema", "Partner")
/* Translators: partner, partner.territory, partner.manager */
NC_("schema", "Partners")
/* Translators: pipeline.kind=partnership */
NC_("schema", "Partnership")
/* Translators: partner.company, partner.contacts */
NC_("schema", "Partnerships")
/* Translators: document_share.password_hash, user.password_hash */
NC_("schema", "Password hash")
/* Translators: search_history */
NC_("schema", "Past search")
/* Translators: search_history, search_history.user */
NC_("schema", "Past searches")
/* Translators: meeting_type.buffer */
NC_("schema", "Pause")
/* Translators: booking_page.buffer_after */
NC_("schema", "Pause after")
/* Translators: booking_page.buffer_before */
NC_("schema", "Pause before")
/* Translators: campaign.status=paused */
NC_("schema", "Paused")
/* Translators: payment */
NC_("schema", "Payment")
/* Translators: payment.method=provider */
NC_("schema", "Payment provider")
/* Translators: quote.payment_terms, quote_template.payment_terms */
NC_("schema", "Payment terms")
/* Translators: payment, payment.company, payment.contact … */
NC_("schema", "Payments")
/* Translators: document_approval.decision=pending, quote.approval_status=pending, quote_approval.decision=pending … */
NC_("schema", "Pending")
/* Translators: assignment_rule.users */
NC_("schema", "People")
/* Translators: quote.rounding=line */
NC_("schema", "Per line")
/* Translators: quote.rounding=total */
NC_("schema", "Per tax rate")
/* Translators: quote.discount_kind=percent, quote_line.discount_kind=percent */
NC_("schema", "Percent")
/* Translators: dashboard.period */
NC_("schema", "Period")
/* Translators: document_share.permission */
NC_("schema", "Permission")
/* Translators: folder.permissions, role.permissions */
NC_("schema", "Permissions")
/* Translators: document_access.user, follow.user, mention.user … */
NC_("schema", "Person")
/* Translators: lead_phase.stage */
NC_("schema", "Phase")
/* Translators: lead_phase */
NC_("schema", "Phase of a lead")
/* Translators: lead_phase */
NC_("schema", "Phases of leads")
/* Translators: lead_phase.lead */
NC_("schema", "Phases that are over")
/* Translators: activity.channel=phone, call_detail.phone, call_task.phone … */
NC_("schema", "Phone")
/* Translators: contact.photo, user.photo */
NC_("schema", "Photo")
/* Translators: product.image */
NC_("schema", "Picture")
/* Translators: quote_line.image_shown */
NC_("schema", "Picture shown")
/* Translators: widget.chart=pie */
NC_("schema", "Pie")
/* Translators: deal.pipeline, deal_stage.pipeline, pipeline … */
NC_("schema", "Pipeline")
/* Translators: pipeline */
NC_("schema", "Pipelines")
/* Translators: meeting.location, widget/place */
NC_("schema", "Place")
/* Translators: order.placed_at */
NC_("schema", "Placed at")
/* Translators: call_task.status=planned */
NC_("schema", "Planned")
/* Translators: call_task */
NC_("schema", "Planned call")
/* Translators: call_task, call_task.company, call_task.contact … */
NC_("schema", "Planned calls")
/* Translators: partner.tier=platinum */
NC_("schema", "Platinum")
/* Translators: article.kind=playbook */
NC_("schema", "Playbook")
/* Translators: health_rule.points */
NC_("schema", "Points")
/* Translators: case.channel=portal, survey_response.channel=portal */
NC_("schema", "Portal")
/* Translators: assignment_rule.position, dashboard.position, deal_stage.position … */
NC_("schema", "Position")
/* Translators: company.postal_code, contact.postal_code */
NC_("schema", "Postal code")
/* Translators: territory.postal_codes */
NC_("schema", "Postal codes")
/* Translators: preference, preference.user */
NC_("schema", "Preferences")
/* Translators: company.preferred_currency, contact.preferred_currency */
NC_("schema", "Preferred currency")
/* Translators: saved_view.presentation */
NC_("schema", "Presentation")
/* Translators: price_book_entry, price_book_entry.price, product.price … */
NC_("schema", "Price")
/* Translators: price_book, price_book_entry.price_book, quote.price_book */
NC_("schema", "Price book")
/* Translators: price_book, price_book.tier, price_book.segment */
NC_("schema", "Price books")
/* Translators: quote_line.price_overridden */
NC_("schema", "Price overridden")
/* Translators: competitor.pricing, price_book_entry, price_book_entry.price_book … */
NC_("schema", "Prices")
/* Translators: quote.tax_included */
NC_("schema", "Prices contain tax")
/* Translators: article.kind=pricing_guide */
NC_("schema", "Pricing guide")
/* Translators: document_access.action=printed */
NC_("schema", "Printed")
/* Translators: case.priority, deal.priority, notification.priority … */
NC_("schema", "Priority")
/* Translators: priority_rule */
NC_("schema", "Priority rule")
/* Translators: priority_rule */
NC_("schema", "Priority rules")
/* Translators: priority_rule.raise_to */
NC_("schema", "Priority then")
/* Translators: deal.probability */
NC_("schema", "Probability")
/* Translators: price_book_entry.product, product, product/main … */
NC_("schema", "Product")
/* Translators: product_category */
NC_("schema", "Product categories")
/* Translators: product_category */
NC_("schema", "Product category")
/* Translators: activity.kind=demo, activity_template.kind=demo */
NC_("schema", "Product demo")
/* Translators: article.kind=product_documentation */
NC_("schema", "Product documentation")
/* Translators: article.kind=product_information */
NC_("schema", "Product information")
/* Translators: pipeline.kind=product_line */
NC_("schema", "Product line")
/* Translators: quote_line.line_kind=item */
NC_("schema", "Product or service")
/* Translators: document.kind=specification, document_template.kind=specification */
NC_("schema", "Product specification")
/* Translators: competitor.products, deal.products, product … */
NC_("schema", "Products")
/* Translators: job.progress */
NC_("schema", "Progress")
/* Translators: document.kind=proposal, document_template.kind=proposal, task.category=proposal … */
NC_("schema", "Proposal")
/* Translators: activity.kind=proposal, activity_template.kind=proposal */
NC_("schema", "Proposal sent")
/* Translators: company.lifecycle_stage=prospect, contact.lifecycle_stage=prospect */
NC_("schema", "Prospect")
/* Translators: quote.public_token */
NC_("schema", "Public token")
/* Translators: article.status=published */
NC_("schema", "Published")
/* Translators: engagement_history.event=purchase */
NC_("schema", "Purchase")
/* Translators: activity.channel=push, campaign.channel=push, engagement_history.channel=push … */
NC_("schema", "Push")
/* Translators: deal/qualification, lead/qualification, lead.qualification */
NC_("schema", "Qualification")
/* Translators: lead.qualification_changed_at */
NC_("schema", "Qualification since")
/* Translators: lead_qualification.lead */
NC_("schema", "Qualifications")
/* Translators: lead.qualified_at */
NC_("schema", "Qualified at")
/* Translators: quote_line.quantity */
NC_("schema", "Quantity")
/* Translators: dashboard.grain=quarter */
NC_("schema", "Quarter")
/* Translators: saved_view/query */
NC_("schema", "Query")
/* Translators: survey_question.text */
NC_("schema", "Question")
/* Translators: booking_page.questions, survey_question.survey */
NC_("schema", "Questions")
/* Translators: document.ocr_status=queued */
NC_("schema", "Queued")
/* Translators: preference.quiet_from */
NC_("schema", "Quiet from")
/* Translators: preference.quiet */
NC_("schema", "Quiet hours")
/* Translators: preference.quiet_to */
NC_("schema", "Quiet until")
/* Translators: territory.quota */
NC_("schema", "Quota")
/* Translators: document.quote, order.quote, quote … */
NC_("schema", "Quote")
/* Translators: quote_approval */
NC_("schema", "Quote approval")
/* Translators: quote_approval, quote_approval.approver */
NC_("schema", "Quote approvals")
/* Translators: quote_line */
NC_("schema", "Quote line")
/* Translators: quote_line, quote_line.product */
NC_("schema", "Quote lines")
/* Translators: quote_template */
NC_("schema", "Quote template")
/* Translators: quote_template */
NC_("schema", "Quote templates")
/* Translators: quote_version */
NC_("schema", "Quote version")
/* Translators: quote_version, quote_version.author */
NC_("schema", "Quote versions")
/* Translators: quote, quote.company, quote.contact … */
NC_("schema", "Quotes")
/* Translators: task.raised */
NC_("schema", "Raised by rule")
/* Translators: tier.rank */
NC_("schema", "Rank")
/* Translators: exchange_rate.rate */
NC_("schema", "Rate")
/* Translators: customer_feedback.rating, survey_question.kind=rating */
NC_("schema", "Rating")
/* Translators: call_detail.outcome_category=reached, call_task.outcome=reached */
NC_("schema", "Reached")
/* Translators: notification.read_at */
NC_("schema", "Read at")
/* Translators: call_task.reason, deal.reason, win_loss_reason/main … */
NC_("schema", "Reason")
/* Translators: product.tax_exemption, quote_line.tax_exemption */
NC_("schema", "Reason for the exemption")
/* Translators: lead.lost_reason */
NC_("schema", "Reason lost")
/* Translators: notification.recipient */
NC_("schema", "Recipient")
/* Translators: follow.record, star.record, sync_conflict.record */
NC_("schema", "Record")
/* Translators: assignment_rule.record_type, follow_up_rule.record_type, health_rule.record_type … */
NC_("schema", "Record type")
/* Translators: saved_search.record_types */
NC_("schema", "Record types")
/* Translators: call_detail.recording, meeting.recording */
NC_("schema", "Recording")
/* Translators: role.record_scope */
NC_("schema", "Records")
/* Translators: follow.user */
NC_("schema", "Records followed")
/* Translators: task.recurring */
NC_("schema", "Recurring")
/* Translators: payment.reference */
NC_("schema", "Reference")
/* Translators: document.status=refused, document_approval.decision=refused, quote.approval_status=refused … */
NC_("schema", "Refused")
/* Translators: company.region, contact.region */
NC_("schema", "Region")
/* Translators: company.registration_number */
NC_("schema", "Registration number")
/* Translators: quote.status=rejected */
NC_("schema", "Rejected")
/* Translators: quote.rejected_at */
NC_("schema", "Rejected at")
/* Translators: win_loss_reason.category=relationship */
NC_("schema", "Relationship")
/* Translators: customer_feedback.comment, document_approval.comment, quote_approval.comment … */
NC_("schema", "Remark")
/* Translators: document_comment.document */
NC_("schema", "Remarks")
/* Translators: notification.snoozed_until */
NC_("schema", "Remind again at")
/* Translators: task.remind_before */
NC_("schema", "Remind before")
/* Translators: notification.kind=reminder, task.reminder_at */
NC_("schema", "Reminder")
/* Translators: meeting.reminder_minutes */
NC_("schema", "Reminders, minutes before")
/* Translators: job.kind=blob_sweep */
NC_("schema", "Removal of files that nothing uses")
/* Translators: pipeline.kind=renewal */
NC_("schema", "Renewal")
/* Translators: meeting.series, task.recurrence_pattern */
NC_("schema", "Repeats")
/* Translators: job.every */
NC_("schema", "Repeats every (minutes)")
/* Translators: task.recurrence_end */
NC_("schema", "Repeats until")
/* Translators: meeting.recurrence, task/repeat */
NC_("schema", "Repetition")
/* Translators: task.recurrence_rule */
NC_("schema", "Repetition rule")
/* Translators: engagement_history.event=replied */
NC_("schema", "Replied")
/* Translators: comment.parent, document_comment.parent */
NC_("schema", "Replies")
/* Translators: job.kind=report, report, report/main … */
NC_("schema", "Report")
/* Translators: report_run */
NC_("schema", "Report run")
/* Translators: report_run, report_run.owner */
NC_("schema", "Report runs")
/* Translators: report, report.owner */
NC_("schema", "Reports")
/* Translators: case.required_skills */
NC_("schema", "Required skills")
/* Translators: task.category=research, task_template.category=research */
NC_("schema", "Research")
/* Translators: partner.kind=reseller */
NC_("schema", "Reseller")
/* Translators: case.status=resolved, customer_feedback.resolution=resolved, document_comment.resolved */
NC_("schema", "Resolved")
/* Translators: case.resolved_at */
NC_("schema", "Resolved at")
/* Translators: job.result, lead_qualification.result, meeting/result */
NC_("schema", "Result")
/* Translators: search_history.results */
NC_("schema", "Results")
/* Translators: order.status=returned */
NC_("schema", "Returned")
/* Translators: company.total_revenue, contact.total_revenue, territory.kind=revenue */
NC_("schema", "Revenue")
/* Translators: territory.revenue_from */
NC_("schema", "Revenue from")
/* Translators: territory.revenue_to */
NC_("schema", "Revenue to")
/* Translators: product.tax_category=reverse_charge, quote_line.tax_category=reverse_charge */
NC_("schema", "Reverse charge")
/* Translators: document_share.revoked */
NC_("schema", "Revoked")
/* Translators: role, role/main, task_assignment.role */
NC_("schema", "Role")
/* Translators: contact.decision_role */
NC_("schema", "Role in decisions")
/* Translators: role, user.roles */
NC_("schema", "Roles")
/* Translators: assignment_rule.strategy=round_robin */
NC_("schema", "Round robin")
/* Translators: quote.rounding_amount */
NC_("schema", "Rounding amount")
/* Translators: widget.row */
NC_("schema", "Row")
/* Translators: report_run.rows */
NC_("schema", "Rows")
/* Translators: lead_qualification.rule, quote_approval.rule */
NC_("schema", "Rule")
/* Translators: file_policy */
NC_("schema", "Rule for files")
/* Translators: survey_question.skip_rule */
NC_("schema", "Rule for skipping")
/* Translators: task_template.assignee_rule */
NC_("schema", "Rule for the assignee")
/* Translators: deal_stage/rules */
NC_("schema", "Rules")
/* Translators: role.field_rules */
NC_("schema", "Rules for fields")
/* Translators: file_policy */
NC_("schema", "Rules for files")
/* Translators: role.row_rules */
NC_("schema", "Rules for records")
/* Translators: job.status=running */
NC_("schema", "Running")
/* Translators: report_run.report */
NC_("schema", "Runs")
/* Translators: job.run_at */
NC_("schema", "Runs at")
/* Translators: product.sku */
NC_("schema", "SKU")
/* Translators: activity.kind=sms, activity.channel=sms, activity_template.kind=sms … */
NC_("schema", "SMS")
/* Translators: health_rule.name */
NC_("schema", "Said on the page of a record when the rule counts: Contact in the last 30 days.")
/* Translators: company/sales, contact/sales, pipeline.kind=sales */
NC_("schema", "Sales")
/* Translators: lead.qualification=sql, lead_phase.stage=sql, lead_qualification.result=sql */
NC_("schema", "Sales qualified")
/* Translators: sync_conflict.kind=duplicate */
NC_("schema", "Same value twice")
/* Translators: meeting.floating */
NC_("schema", "Same wall time in every zone")
/* Translators: case.satisfaction */
NC_("schema", "Satisfaction")
/* Translators: document_access.action=saved */
NC_("schema", "Saved a copy")
/* Translators: notification.kind=search, saved_search */
NC_("schema", "Saved search")
/* Translators: saved_search, saved_search.owner */
NC_("schema", "Saved searches")
/* Translators: saved_view */
NC_("schema", "Saved view")
/* Translators: saved_view, saved_view.owner */
NC_("schema", "Saved views")
/* Translators: widget.chart=scatter */
NC_("schema", "Scatter")
/* Translators: campaign.schedule, survey.schedule */
NC_("schema", "Schedule")
/* Translators: campaign.status=scheduled, meeting.status=scheduled */
NC_("schema", "Scheduled")
/* Translators: activity.scheduled_for, call_task.scheduled_for */
NC_("schema", "Scheduled for")
/* Translators: lead.score, notification.kind=score, survey_response.score */
NC_("schema", "Score")
/* Translators: lead_qualification.score */
NC_("schema", "Score at the time")
/* Translators: job.kind=scoring */
NC_("schema", "Scoring")
/* Translators: call_task.script */
NC_("schema", "Script")
/* Translators: saved_search.query, saved_view.text, search_history.query */
NC_("schema", "Search text")
/* Translators: mention.seen_at */
NC_("schema", "Seen at")
/* Translators: campaign.segment, job.kind=segment, notification.kind=segment … */
NC_("schema", "Segment")
/* Translators: company.segments, contact.segments, segment … */
NC_("schema", "Segments")
/* Translators: campaign.status=sending */
NC_("schema", "Sending")
/* Translators: campaign.status=sent, engagement_history.event=sent, quote.status=sent */
NC_("schema", "Sent")
/* Translators: quote.sent_at, survey_response.sent_at */
NC_("schema", "Sent at")
/* Translators: sync_conflict.author */
NC_("schema", "Sent by")
/* Translators: sync_conflict.mine, sync_conflict.resolution=mine */
NC_("schema", "Sent value")
/* Translators: sync_conflict.mine_at */
NC_("schema", "Sent value of")
/* Translators: activity.sentiment, call_detail.sentiment, case.sentiment … */
NC_("schema", "Sentiment")
/* Translators: sync_conflict.theirs, sync_conflict.resolution=theirs */
NC_("schema", "Server value")
/* Translators: sync_conflict.theirs_author */
NC_("schema", "Server value by")
/* Translators: sync_conflict.theirs_at */
NC_("schema", "Server value of")
/* Translators: case/service, case.sla, notification.kind=sla … */
NC_("schema", "Service level")
/* Translators: sla_policy, sla_policy.tier, sla_policy.business_hours */
NC_("schema", "Service levels")
/* Translators: job.status */
NC_("schema", "Set it to waiting to run the job again, to cancelled to end it.")
/* Translators: task_template/set */
NC_("schema", "Set of tasks")
/* Translators: sync_conflict.state=resolved */
NC_("schema", "Settled")
/* Translators: sync_conflict.resolution */
NC_("schema", "Settled as")
/* Translators: sync_conflict.resolved_at */
NC_("schema", "Settled at")
/* Translators: sync_conflict.resolved_by */
NC_("schema", "Settled by")
/* Translators: sync_conflict.state=auto */
NC_("schema", "Settled by rule")
/* Translators: widget.format */
NC_("schema", "Shading and marks")
/* Translators: document_share */
NC_("schema", "Share")
/* Translators: call_detail.talk_ratio */
NC_("schema", "Share of talking")
/* Translators: dashboard.shared_with */
NC_("schema", "Shared dashboards")
/* Translators: document_share.shared_with */
NC_("schema", "Shared documents")
/* Translators: report.shared_with */
NC_("schema", "Shared reports")
/* Translators: task.assignees */
NC_("schema", "Shared tasks")
/* Translators: dashboard.shared_with, document_share.shared_with, report.shared_with */
NC_("schema", "Shared with")
/* Translators: dashboard.shared, report.shared, saved_search.shared … */
NC_("schema", "Shared with everybody")
/* Translators: activity_template.shared */
NC_("schema", "Shared with the team")
/* Translators: document_share, document_share.document */
NC_("schema", "Shares")
/* Translators: order.status=shipped */
NC_("schema", "Shipped")
/* Translators: meeting.shown_free */
NC_("schema", "Shown as free")
/* Translators: quote_template.signature_block */
NC_("schema", "Signature block")
/* Translators: job.kind=audit_sign */
NC_("schema", "Signing of the audit log")
/* Translators: partner.tier=silver */
NC_("schema", "Silver")
/* Translators: follow.since, star.since */
NC_("schema", "Since")
/* Translators: document.size, document_version.size */
NC_("schema", "Size")
/* Translators: report_run.size */
NC_("schema", "Size in bytes")
/* Translators: staff_skill.skill */
NC_("schema", "Skill")
/* Translators: staff_skill.user */
NC_("schema", "Skill levels")
/* Translators: user.skills */
NC_("schema", "Skills")
/* Translators: call_task.status=skipped */
NC_("schema", "Skipped")
/* Translators: activity.kind=social, activity.channel=social, activity_template.kind=social … */
NC_("schema", "Social media")
/* Translators: company.social_profiles, contact.social_profiles */
NC_("schema", "Social profiles")
/* Translators: product.sold_quantity */
NC_("schema", "Sold quantity")
/* Translators: case.resolution_due_at */
NC_("schema", "Solution due")
/* Translators: sla_policy.resolution_minutes */
NC_("schema", "Solution in minutes")
/* Translators: saved_view.sort */
NC_("schema", "Sort order")
/* Translators: company.source, contact.source, customer_feedback.source … */
NC_("schema", "Source")
/* Translators: widget.chart=stacked */
NC_("schema", "Stacked bars")
/* Translators: staff_skill */
NC_("schema", "Staff skill")
/* Translators: staff_skill */
NC_("schema", "Staff skills")
/* Translators: deal.stage, deal_stage/main, stage_time.stage */
NC_("schema", "Stage")
/* Translators: deal_stage.pipeline */
NC_("schema", "Stages")
/* Translators: deal_stage.notify */
NC_("schema", "Stages watched")
/* Translators: product.tax_category=standard, quote_line.tax_category=standard */
NC_("schema", "Standard rate")
/* Translators: product.tax_exemption */
NC_("schema", "Stands on quotes in place of the usual sentence.")
/* Translators: quote_line.tax_exemption */
NC_("schema", "Stands on the quote in place of the usual sentence.")
/* Translators: star */
NC_("schema", "Star")
/* Translators: document.starred_by */
NC_("schema", "Starred by")
/* Translators: document.starred_by */
NC_("schema", "Starred documents")
/* Translators: star, star.user */
NC_("schema", "Stars")
/* Translators: star.record */
NC_("schema", "Stars on it")
/* Translators: meeting.starts_at */
NC_("schema", "Start")
/* Translators: meeting.series_start */
NC_("schema", "Start by the repetition")
/* Translators: meeting.wall_start */
NC_("schema", "Start on the wall clock")
/* Translators: report_run.started_at */
NC_("schema", "Started")
/* Translators: survey_response.started_at */
NC_("schema", "Started at")
/* Translators: campaign.starts_on */
NC_("schema", "Starts on")
/* Translators: meeting.excluded */
NC_("schema", "Starts on the wall clock, such as 20260328T090000, when what repeats does not happen")
/* Translators: company.state, contact.state, sync_conflict.state */
NC_("schema", "State")
/* Translators: territory.states */
NC_("schema", "States")
/* Translators: segment.kind=static */
NC_("schema", "Static")
/* Translators: article.status, attendance.state, call_task.status … */
NC_("schema", "Status")
/* Translators: lead.status_changed_at */
NC_("schema", "Status since")
/* Translators: document_approval.step, quote_approval.step */
NC_("schema", "Step")
/* Translators: quote/steps */
NC_("schema", "Steps")
/* Translators: product/stock */
NC_("schema", "Stock and cost")
/* Translators: assignment_rule.strategy */
NC_("schema", "Strategy")
/* Translators: company.street, contact.street */
NC_("schema", "Street")
/* Translators: competitor.strengths */
NC_("schema", "Strengths")
/* Translators: product_category.parent */
NC_("schema", "Sub-categories")
/* Translators: task.parent */
NC_("schema", "Sub-tasks")
/* Translators: team.parent */
NC_("schema", "Sub-teams")
/* Translators: territory.parent */
NC_("schema", "Sub-territories")
/* Translators: activity.subject, activity_template.subject */
NC_("schema", "Subject")
/* Translators: company.lifecycle_stage=subscriber, contact.lifecycle_stage=subscriber */
NC_("schema", "Subscriber")
/* Translators: company.parent */
NC_("schema", "Subsidiaries")
/* Translators: quote.subtotal */
NC_("schema", "Subtotal")
/* Translators: saved_view.value_field */
NC_("schema", "Sum of")
/* Translators: customer_feedback.summary */
NC_("schema", "Summary")
/* Translators: quote/sums */
NC_("schema", "Sums")
/* Translators: activity.kind=ticket, activity_template.kind=ticket */
NC_("schema", "Support ticket")
/* Translators: survey, survey_question.survey, survey_response.survey */
NC_("schema", "Survey")
/* Translators: engagement_history.event=survey_answer, survey_response */
NC_("schema", "Survey answer")
/* Translators: survey_response, survey_response.company, survey_response.contact */
NC_("schema", "Survey answers")
/* Translators: survey_question */
NC_("schema", "Survey question")
/* Translators: survey_question */
NC_("schema", "Survey questions")
/* Translators: survey */
NC_("schema", "Surveys")
/* Translators: partner.status=suspended */
NC_("schema", "Suspended")
/* Translators: currency.symbol */
NC_("schema", "Symbol")
/* Translators: notification.kind=sync */
NC_("schema", "Sync")
/* Translators: notification.kind=system */
NC_("schema", "System")
/* Translators: widget.chart=table */
NC_("schema", "Table")
/* Translators: article.tags, case.tags, company.tags … */
NC_("schema", "Tags")
/* Translators: deal_stage.target */
NC_("schema", "Target")
/* Translators: activity.kind=task, activity_template.kind=task, task … */
NC_("schema", "Task")
/* Translators: task_assignment */
NC_("schema", "Task assignment")
/* Translators: task_assignment, task_assignment.user, task_assignment.team */
NC_("schema", "Task assignments")
/* Translators: follow_up_rule.template, task_template */
NC_("schema", "Task template")
/* Translators: task_template, task_template.owner */
NC_("schema", "Task templates")
/* Translators: task, task.assignee, task.company … */
NC_("schema", "Tasks")
/* Translators: task_template.assignee */
NC_("schema", "Tasks of templates")
/* Translators: task_template.parent */
NC_("schema", "Tasks of the set")
/* Translators: task.blocked_by */
NC_("schema", "Tasks that wait for this one")
/* Translators: quote.tax */
NC_("schema", "Tax")
/* Translators: quote_line.tax_amount */
NC_("schema", "Tax amount")
/* Translators: product.tax_category, quote_line.tax_category */
NC_("schema", "Tax category")
/* Translators: quote.rounding */
NC_("schema", "Tax is rounded")
/* Translators: company.tax_number */
NC_("schema", "Tax number")
/* Translators: product.tax_rate, quote_line.tax_rate */
NC_("schema", "Tax rate")
/* Translators: booking_page.team, case.team, deal.team … */
NC_("schema", "Team")
/* Translators: assignment_rule.teams, team, user.teams */
NC_("schema", "Teams")
/* Translators: team.leader */
NC_("schema", "Teams led")
/* Translators: team.observers */
NC_("schema", "Teams observed")
/* Translators: saved_search.alert */
NC_("schema", "Tell me of new matches")
/* Translators: segment.notify_on_change */
NC_("schema", "Tell the owner of changes")
/* Translators: lead.priority */
NC_("schema", "Temperature")
/* Translators: activity.template, campaign.template, quote.template */
NC_("schema", "Template")
/* Translators: quote.terms, quote_template.terms */
NC_("schema", "Terms")
/* Translators: territory, territory.owner, territory.team */
NC_("schema", "Territories")
/* Translators: company.territory, deal.territory, lead.territory … */
NC_("schema", "Territory")
/* Translators: article.body, comment.body, document_comment.body … */
NC_("schema", "Text")
/* Translators: document.extracted_text */
NC_("schema", "Text inside")
/* Translators: document.ocr_status, job.kind=ocr */
NC_("schema", "Text recognition")
/* Translators: quote/texts */
NC_("schema", "Texts")
/* Translators: quote.discount_total */
NC_("schema", "The discount on the whole quote, without tax.")
/* Translators: price_book.valid_until */
NC_("schema", "The last day must not be before the first.")
/* Translators: task_template.assign_to=manager */
NC_("schema", "The manager of who the record belongs to")
/* Translators: company.sentiment, contact.sentiment */
NC_("schema", "The mean of what their activities of the last 365 days are marked with, from -1 to 1.")
/* Translators: meeting.ends_at */
NC_("schema", "The meeting must not end before it starts.")
/* Translators: quote.subtotal */
NC_("schema", "The sum of the lines without tax.")
/* Translators: territory.revenue_to */
NC_("schema", "The upper bound must not be below the lower one.")
/* Translators: survey.theme */
NC_("schema", "Theme")
/* Translators: lead_qualification.threshold */
NC_("schema", "Threshold")
/* Translators: engagement_history.event=ticket */
NC_("schema", "Ticket")
/* Translators: company.tier, contact.tier, partner.tier */
NC_("schema", "Tier")
/* Translators: stage_time */
NC_("schema", "Time in a stage")
/* Translators: booking_page.timezone, business_hours.timezone, company.timezone … */
NC_("schema", "Time zone")
/* Translators: deal.timeline_clear */
NC_("schema", "Timeline clear")
/* Translators: stage_time, stage_time.deal */
NC_("schema", "Times in stages")
/* Translators: stage_time.stage */
NC_("schema", "Times in the stage")
/* Translators: stage_time.next_stage */
NC_("schema", "Times in the stage before")
/* Translators: win_loss_reason.category=timing */
NC_("schema", "Timing")
/* Translators: article.title, booking_page.title, case.title … */
NC_("schema", "Title")
/* Translators: exchange_rate.to_currency */
NC_("schema", "To currency")
/* Translators: document_share.token */
NC_("schema", "Token")
/* Translators: order.total, quote.total */
NC_("schema", "Total")
/* Translators: quote.net_total */
NC_("schema", "Total without tax")
/* Translators: order.tracking */
NC_("schema", "Tracking")
/* Translators: call_detail.transcript */
NC_("schema", "Transcript")
/* Translators: payment.method=transfer */
NC_("schema", "Transfer")
/* Translators: survey.trigger */
NC_("schema", "Trigger")
/* Translators: sync_conflict.kind=field */
NC_("schema", "Two values")
/* Translators: activity.kind, activity_template.kind, document.kind … */
NC_("schema", "Type")
/* Translators: product.unit, quote_line.unit */
NC_("schema", "Unit")
/* Translators: quote_line.unit_price */
NC_("schema", "Unit price")
/* Translators: case.priority=urgent, priority_rule.raise_to=urgent, sla_policy.priority=urgent … */
NC_("schema", "Urgent")
/* Translators: document_access */
NC_("schema", "Use of a document")
/* Translators: search_history.user, user, user/main */
NC_("schema", "User")
/* Translators: user, user.roles */
NC_("schema", "Users")
/* Translators: document_access.document */
NC_("schema", "Uses")
/* Translators: document_access, document_access.user */
NC_("schema", "Uses of documents")
/* Translators: price_book.valid_from */
NC_("schema", "Valid from")
/* Translators: price_book.valid_until, quote.valid_until */
NC_("schema", "Valid until")
/* Translators: sync_conflict/values */
NC_("schema", "Values")
/* Translators: campaign.variants */
NC_("schema", "Variants")
/* Translators: article.version, document.current_version, document_approval.version … */
NC_("schema", "Version")
/* Translators: document_version.document, quote_version.quote */
NC_("schema", "Versions")
/* Translators: article.kind=video */
NC_("schema", "Video")
/* Translators: saved_view/main */
NC_("schema", "View")
/* Translators: document_access.action=viewed, quote.status=viewed */
NC_("schema", "Viewed")
/* Translators: document_share.permission=view */
NC_("schema", "Viewing")
/* Translators: article.views */
NC_("schema", "Views")
/* Translators: activity.kind=visit, activity_template.kind=visit */
NC_("schema", "Visit")
/* Translators: call_detail.outcome_category=voicemail */
NC_("schema", "Voicemail")
/* Translators: invoice.status=void, payment.status=void */
NC_("schema", "Void")
/* Translators: job.status=waiting */
NC_("schema", "Waiting")
/* Translators: task.blocked_by */
NC_("schema", "Waits for")
/* Translators: lead.priority=warm */
NC_("schema", "Warm")
/* Translators: sla_policy.warn_percent */
NC_("schema", "Warn at")
/* Translators: competitor.weaknesses */
NC_("schema", "Weaknesses")
/* Translators: activity.channel=web, engagement_history.channel=web, survey_response.channel=web */
NC_("schema", "Web")
/* Translators: booking_page.slug */
NC_("schema", "Web address")
/* Translators: activity.kind=chat, activity_template.kind=chat */
NC_("schema", "Web chat")
/* Translators: engagement_history.event=web_visit */
NC_("schema", "Web visit")
/* Translators: job.kind=webhook */
NC_("schema", "Webhook")
/* Translators: company.website, competitor.website, contact.website */
NC_("schema", "Website")
/* Translators: dashboard.grain=week */
NC_("schema", "Week")
/* Translators: saved_search.alert_frequency=weekly, task.recurrence_pattern=weekly */
NC_("schema", "Weekly")
/* Translators: engagement_history.weight */
NC_("schema", "Weight")
/* Translators: deal.weighted_amount */
NC_("schema", "Weighted amount")
/* Translators: widget.figure */
NC_("schema", "What is counted")
/* Translators: health_rule.points */
NC_("schema", "What it adds, or takes away below zero. The sum of all that count is the health, from 0 to 100.")
/* Translators: follow_up_rule.record_type */
NC_("schema", "What it looks at: deal, quote, activity, company, or another kind of records that tasks can be about.")
/* Translators: quote.total */
NC_("schema", "What the customer pays: with tax, and without the discount.")
/* Translators: preference.feed_hidden */
NC_("schema", "What the personal feed does not show: followed, mentions, team, a kind of change, or a kind of record")
/* Translators: follow.kind */
NC_("schema", "What to hear of")
/* Translators: document_access.action */
NC_("schema", "What was done")
/* Translators: report_run.error */
NC_("schema", "What went wrong")
/* Translators: activity.kind=whatsapp, activity.channel=whatsapp, activity_template.kind=whatsapp … */
NC_("schema", "WhatsApp")
/* Translators: activity.at, document_access.at, document_version.at … */
NC_("schema", "When")
/* Translators: activity.user, lead_qualification.user, report_run.owner */
NC_("schema", "Who")
/* Translators: task_template.assign_to=me */
NC_("schema", "Who applies the template")
/* Translators: task_template.assign_to=owner */
NC_("schema", "Who the record belongs to")
/* Translators: product_category.path */
NC_("schema", "Whole name")
/* Translators: health_rule.record_type */
NC_("schema", "Whose health it is about: company, contact, or another kind of records with a field health_score.")
/* Translators: product.tax_category, quote_line.tax_category */
NC_("schema", "Why there is the tax, or none, as EN 16931 has it; empty: as the rate says.")
/* Translators: widget, widget/main */
NC_("schema", "Widget")
/* Translators: widget, widget.dashboard */
NC_("schema", "Widgets")
/* Translators: widget.width */
NC_("schema", "Width")
/* Translators: win_loss_reason */
NC_("schema", "Win and loss reasons")
/* Translators: win_loss_reason */
NC_("schema", "Win or loss reason")
/* Translators: deal.status=won, deal_stage.kind=won, win_loss_reason.outcome=won */
NC_("schema", "Won")
/* Translators: campaign.won_amount, territory.won_amount */
NC_("schema", "Won amount")
/* Translators: company.won_deals, contact.won_deals */
NC_("schema", "Won deals")
/* Translators: user/work */
NC_("schema", "Work")
/* Translators: company.health_score, contact.health_score */
NC_("schema", "Worked out by the health rules on the page, or for a selection of the list. Another program may set it, too.")
/* Translators: notification.kind=workflow */
NC_("schema", "Workflow")
/* Translators: user.working_hours */
NC_("schema", "Working hours")
/* Translators: call_detail.outcome_category=wrong_number, call_task.outcome=wrong_number */
NC_("schema", "Wrong number")
/* Translators: product.tax_category=zero, quote_line.tax_category=zero */
NC_("schema", "Zero rated")
/* Translators: file_policy.refused */
NC_("schema", "programs, archives, pictures, media, office, text, pdf or other")
/* Translators: task_template.title */
NC_("schema", "{company}, {contact}, {deal}, {record}, {owner} and {me} are filled in, and so is any field of the record.")
/* Translators: quote-classic; words in braces stay as they are, quote-modern; words in braces stay as they are */
NC_("paper", "Accepted: signature and stamp")
/* Translators: quote-classic; words in braces stay as they are */
NC_("paper", "Classic")
/* Translators: quote-classic; words in braces stay as they are, quote-modern; words in braces stay as they are */
NC_("paper", "Currency")
/* Translators: quote-classic; words in braces stay as they are, quote-modern; words in braces stay as they are */
NC_("paper", "Date")
/* Translators: quote-classic; words in braces stay as they are, quote-modern; words in braces stay as they are */
NC_("paper", "Draft")
/* Translators: quote-classic; words in braces stay as they are */
NC_("paper", "For")
/* Translators: quote-modern; words in braces stay as they are */
NC_("paper", "Modern")
/* Translators: quote-classic; words in braces stay as they are, quote-modern; words in braces stay as they are */
NC_("paper", "Page {$page} of {$pages}")
/* Translators: quote-classic; words in braces stay as they are, quote-modern; words in braces stay as they are */
NC_("paper", "Payment")
/* Translators: quote-classic; words in braces stay as they are, quote-modern; words in braces stay as they are */
NC_("paper", "Place, date")
/* Translators: quote-modern; words in braces stay as they are */
NC_("paper", "Prepared for")
/* Translators: quote-classic; words in braces stay as they are, quote-modern; words in braces stay as they are */
NC_("paper", "Quote")
/* Translators: quote-classic; words in braces stay as they are */
NC_("paper", "Quote number")
/* Translators: quote-classic; words in braces stay as they are, quote-modern; words in braces stay as they are */
NC_("paper", "Quote {number}")
/* Translators: quote-classic; words in braces stay as they are, quote-modern; words in braces stay as they are */
NC_("paper", "Tax number {company.tax_number}")
/* Translators: quote-classic; words in braces stay as they are, quote-modern; words in braces stay as they are */
NC_("paper", "Terms")
/* Translators: quote-classic; words in braces stay as they are, quote-modern; words in braces stay as they are */
NC_("paper", "Valid until")
/* Translators: quote-classic; words in braces stay as they are, quote-modern; words in braces stay as they are */
NC_("paper", "Your contact")
/* Translators: quote_template.payment_terms */
NC_("seed", "30 days net")
/* Translators: follow_up_rule.name */
NC_("seed", "A deal comes to the proposal")
/* Translators: health_rule.name */
NC_("seed", "A deal won in the last year")
/* Translators: follow_up_rule.name */
NC_("seed", "A quote was sent")
/* Translators: report.definition */
NC_("seed", "Accepted")
/* Translators: widget.title */
NC_("seed", "Active leads")
/* Translators: widget.title */
NC_("seed", "Activities")
/* Translators: report.name */
NC_("seed", "Activities by owner and kind")
/* Translators: widget.title */
NC_("seed", "Activities over time")
/* Translators: dashboard.name, report.category */
NC_("seed", "Activity")
/* Translators: role.name */
NC_("seed", "Administrator")
/* Translators: follow_up_rule.name */
NC_("seed", "After a call")
/* Translators: deal_stage.name */
NC_("seed", "Agreement drafted")
/* Translators: health_rule.name */
NC_("seed", "An invoice overdue")
/* Translators: health_rule.name */
NC_("seed", "An urgent case not solved")
/* Translators: task_template.name */
NC_("seed", "Ask about a quote")
/* Translators: task_template.name */
NC_("seed", "Ask for a reference")
/* Translators: task_template.title; words in braces stay as they are */
NC_("seed", "Ask {company} about the quote {record}")
/* Translators: task_template.title; words in braces stay as they are */
NC_("seed", "Ask {company} for a reference")
/* Translators: task_template.title; words in braces stay as they are */
NC_("seed", "Ask {company} how it goes")
/* Translators: report.definition */
NC_("seed", "Average")
/* Translators: widget.title */
NC_("seed", "Average deal and win rate")
/* Translators: widget.title */
NC_("seed", "Average deal won")
/* Translators: widget.title */
NC_("seed", "Average open deal")
/* Translators: deal_stage.name */
NC_("seed", "Awarded")
/* Translators: widget.title, widget.figure, report.definition */
NC_("seed", "Became a deal")
/* Translators: win_loss_reason.label */
NC_("seed", "Better price")
/* Translators: deal_stage.name */
NC_("seed", "Bid handed in")
/* Translators: tier.name */
NC_("seed", "Bronze")
/* Translators: widget.title */
NC_("seed", "By type")
/* Translators: activity_template.outcome_choices */
NC_("seed", "Call again")
/* Translators: activity_template.subject; words in braces stay as they are */
NC_("seed", "Call with {contact}")
/* Translators: activity_template.name */
NC_("seed", "Call: no answer")
/* Translators: activity_template.name */
NC_("seed", "Call: reached")
/* Translators: widget.title */
NC_("seed", "Calls")
/* Translators: deal_stage.name */
NC_("seed", "Cancelled")
/* Translators: role.description */
NC_("seed", "Cases, articles and the customers behind them.")
/* Translators: task_template.checklist */
NC_("seed", "Check prices")
/* Translators: task_template.checklist */
NC_("seed", "Check terms")
/* Translators: win_loss_reason.label */
NC_("seed", "Chose a competitor")
/* Translators: saved_view.name */
NC_("seed", "Closing this month")
/* Translators: pipeline.name */
NC_("seed", "Consulting projects")
/* Translators: health_rule.name */
NC_("seed", "Contact in the last 30 days")
/* Translators: widget.figure, deal_stage.name */
NC_("seed", "Contacted")
/* Translators: deal_stage.name */
NC_("seed", "Contract")
/* Translators: folder.name */
NC_("seed", "Contracts")
/* Translators: widget.title */
NC_("seed", "Conversion by source")
/* Translators: widget.title, report.name */
NC_("seed", "Conversion by stage")
/* Translators: report.category */
NC_("seed", "Customers")
/* Translators: report.description */
NC_("seed", "Customers with whom nothing happened for 90 days, those with most open value first.")
/* Translators: report.name */
NC_("seed", "Customers without activity for 90 days")
/* Translators: report.definition */
NC_("seed", "Days")
/* Translators: report.description */
NC_("seed", "Days from the first contact to the decision of deals that were won, by month and owner.")
/* Translators: widget.title, report.name */
NC_("seed", "Days in each stage")
/* Translators: report.definition */
NC_("seed", "Days on average")
/* Translators: report.definition */
NC_("seed", "Deals")
/* Translators: widget.title */
NC_("seed", "Deals that went through")
/* Translators: health_rule.name */
NC_("seed", "Deals under way")
/* Translators: widget.title */
NC_("seed", "Deals won")
/* Translators: report.definition */
NC_("seed", "Decided")
/* Translators: deal_stage.name */
NC_("seed", "Decision to bid")
/* Translators: deal_stage.name */
NC_("seed", "Declined")
/* Translators: deal_stage.name, meeting_type.name */
NC_("seed", "Discovery call")
/* Translators: report.definition */
NC_("seed", "Dropped out")
/* Translators: priority_rule.name */
NC_("seed", "Due today")
/* Translators: priority_rule.name */
NC_("seed", "Due tomorrow")
/* Translators: activity_template.name */
NC_("seed", "E-mail: material sent")
/* Translators: deal_stage.name */
NC_("seed", "Enquiry")
/* Translators: role.description */
NC_("seed", "Everything, and the settings of the workspace.")
/* Translators: win_loss_reason.label */
NC_("seed", "Features fit best")
/* Translators: task_template.name */
NC_("seed", "Follow up after a call")
/* Translators: task_template.title; words in braces stay as they are */
NC_("seed", "Follow up the call with {company}")
/* Translators: widget.title, report.name */
NC_("seed", "Forecast by month and owner")
/* Translators: widget.title */
NC_("seed", "Forecast by month and team")
/* Translators: widget.title */
NC_("seed", "From lead to won deal")
/* Translators: tier.name */
NC_("seed", "Gold")
/* Translators: task_template.title; words in braces stay as they are */
NC_("seed", "Hand {company} over to support")
/* Translators: sla_policy.name */
NC_("seed", "High priority")
/* Translators: saved_view.name */
NC_("seed", "Hot leads")
/* Translators: assignment_rule.name */
NC_("seed", "Hot leads by workload")
/* Translators: report.description */
NC_("seed", "How long deals stay in a stage: on average, at most, and how often.")
/* Translators: activity_template.outcome_choices */
NC_("seed", "Interested")
/* Translators: deal_stage.name */
NC_("seed", "Lead")
/* Translators: widget.title */
NC_("seed", "Leaderboard")
/* Translators: dashboard.name, widget.figure, report.category … */
NC_("seed", "Leads")
/* Translators: widget.title, report.name */
NC_("seed", "Leads by source")
/* Translators: saved_view.name */
NC_("seed", "Leads left alone")
/* Translators: report.description */
NC_("seed", "Leads of each source, and which part became a deal and was won.")
/* Translators: report.definition */
NC_("seed", "Longest")
/* Translators: deal_stage.name */
NC_("seed", "Lost")
/* Translators: win_loss_reason.label */
NC_("seed", "Lost contact")
/* Translators: report.description */
NC_("seed", "Lost deals by reason: how many, and what they were worth.")
/* Translators: sla_policy.name */
NC_("seed", "Low priority")
/* Translators: folder.name */
NC_("seed", "Marketing")
/* Translators: activity_template.subject; words in braces stay as they are */
NC_("seed", "Material sent to {contact}")
/* Translators: sla_policy.name */
NC_("seed", "Medium priority")
/* Translators: widget.title */
NC_("seed", "Meetings")
/* Translators: saved_view.name */
NC_("seed", "Missed follow-ups")
/* Translators: saved_view.name */
NC_("seed", "Missed follow-ups by team")
/* Translators: win_loss_reason.label */
NC_("seed", "Missing feature")
/* Translators: saved_view.name */
NC_("seed", "My open deals")
/* Translators: saved_view.name */
NC_("seed", "My tasks")
/* Translators: deal_stage.name */
NC_("seed", "Negotiation")
/* Translators: report.definition */
NC_("seed", "Net")
/* Translators: widget.title */
NC_("seed", "New leads")
/* Translators: activity_template.outcome_choices */
NC_("seed", "No answer")
/* Translators: win_loss_reason.label */
NC_("seed", "No budget")
/* Translators: health_rule.name */
NC_("seed", "No contact for 90 days")
/* Translators: win_loss_reason.label */
NC_("seed", "No decision")
/* Translators: deal_stage.name */
NC_("seed", "Not awarded")
/* Translators: activity_template.outcome_choices */
NC_("seed", "Not interested")
/* Translators: activity_template.name */
NC_("seed", "Note")
/* Translators: activity_template.subject; words in braces stay as they are */
NC_("seed", "Note about {company}")
/* Translators: follow_up_rule.name */
NC_("seed", "Nothing happened for two weeks")
/* Translators: deal_stage.name */
NC_("seed", "Offer")
/* Translators: deal_stage.name */
NC_("seed", "Offer sent")
/* Translators: business_hours.name */
NC_("seed", "Office hours")
/* Translators: meeting_type.name */
NC_("seed", "On-site visit")
/* Translators: report.definition */
NC_("seed", "Open")
/* Translators: widget.title, saved_view.name */
NC_("seed", "Open deals")
/* Translators: report.description */
NC_("seed", "Open deals by the month in which they are expected to close: value, weighted value, and what is won already.")
/* Translators: report.description */
NC_("seed", "Open deals of each stage with sub-totals of value and weighted value.")
/* Translators: widget.title */
NC_("seed", "Open pipeline")
/* Translators: report.name */
NC_("seed", "Open quotes")
/* Translators: widget.title */
NC_("seed", "Open tasks")
/* Translators: assignment_rule.name */
NC_("seed", "Other leads in turn")
/* Translators: role.description */
NC_("seed", "Own records; reads the catalogue.")
/* Translators: pipeline.name */
NC_("seed", "Partnerships")
/* Translators: dashboard.name */
NC_("seed", "Pipeline")
/* Translators: report.name */
NC_("seed", "Pipeline by stage")
/* Translators: tier.name */
NC_("seed", "Platinum")
/* Translators: win_loss_reason.label */
NC_("seed", "Preferred over a competitor")
/* Translators: task_template.name */
NC_("seed", "Prepare a meeting")
/* Translators: task_template.title; words in braces stay as they are */
NC_("seed", "Prepare the meeting with {company}")
/* Translators: win_loss_reason.label */
NC_("seed", "Price too high")
/* Translators: quote_template.terms */
NC_("seed", "Prices are net of tax. This offer is valid until the date stated above.")
/* Translators: meeting_type.name */
NC_("seed", "Product demo")
/* Translators: folder.name */
NC_("seed", "Product information")
/* Translators: deal_stage.name */
NC_("seed", "Proposal")
/* Translators: folder.name */
NC_("seed", "Proposals")
/* Translators: deal_stage.name */
NC_("seed", "Published")
/* Translators: widget.title */
NC_("seed", "Qualification")
/* Translators: deal_stage.name */
NC_("seed", "Qualified")
/* Translators: meeting_type.name */
NC_("seed", "Quarterly review")
/* Translators: report.category, report.definition */
NC_("seed", "Quotes")
/* Translators: report.name */
NC_("seed", "Quotes by month")
/* Translators: report.description */
NC_("seed", "Quotes that are with customers, by owner.")
/* Translators: task_template.checklist */
NC_("seed", "Read the last notes")
/* Translators: role.name */
NC_("seed", "Reader")
/* Translators: role.description */
NC_("seed", "Reads everything and changes nothing.")
/* Translators: win_loss_reason.label */
NC_("seed", "Ready at the right time")
/* Translators: role.description */
NC_("seed", "Records of the own teams, with reports and exports.")
/* Translators: pipeline.name */
NC_("seed", "Renewals")
/* Translators: deal_stage.name */
NC_("seed", "Renewed")
/* Translators: dashboard.name, pipeline.name, report.category */
NC_("seed", "Sales")
/* Translators: report.name */
NC_("seed", "Sales cycle")
/* Translators: widget.title */
NC_("seed", "Sales cycle in days")
/* Translators: role.name */
NC_("seed", "Sales manager")
/* Translators: role.name */
NC_("seed", "Sales representative")
/* Translators: deal_stage.name */
NC_("seed", "Scope agreed")
/* Translators: task_template.checklist */
NC_("seed", "Send")
/* Translators: task_template.name */
NC_("seed", "Send a proposal")
/* Translators: task_template.checklist */
NC_("seed", "Send the promised material")
/* Translators: task_template.title; words in braces stay as they are */
NC_("seed", "Send the proposal to {company}")
/* Translators: activity_template.outcome_choices */
NC_("seed", "Sent")
/* Translators: deal_stage.name */
NC_("seed", "Shortlist")
/* Translators: deal_stage.name */
NC_("seed", "Signed")
/* Translators: tier.name */
NC_("seed", "Silver")
/* Translators: quote_template.name */
NC_("seed", "Standard")
/* Translators: health_rule.name */
NC_("seed", "Starting points")
/* Translators: report.definition */
NC_("seed", "Stays")
/* Translators: task_template.checklist */
NC_("seed", "Summarise the call")
/* Translators: role.name */
NC_("seed", "Support agent")
/* Translators: task_template.name */
NC_("seed", "Take up again")
/* Translators: task_template.title; words in braces stay as they are */
NC_("seed", "Take up {record} again")
/* Translators: report.definition */
NC_("seed", "Tax")
/* Translators: widget.title */
NC_("seed", "Temperature by owner")
/* Translators: pipeline.name */
NC_("seed", "Tenders")
/* Translators: deal_stage.name */
NC_("seed", "Terms discussed")
/* Translators: task_template.title; words in braces stay as they are */
NC_("seed", "Thank {contact} of {company} for the order")
/* Translators: health_rule.name */
NC_("seed", "They speak ill of us")
/* Translators: health_rule.name */
NC_("seed", "They speak well of us")
/* Translators: health_rule.name */
NC_("seed", "Three or more cases not solved")
/* Translators: report.definition */
NC_("seed", "Total")
/* Translators: activity_template.subject; words in braces stay as they are */
NC_("seed", "Tried to reach {contact}")
/* Translators: win_loss_reason.label */
NC_("seed", "Trusted relationship")
/* Translators: deal_stage.name */
NC_("seed", "Upcoming")
/* Translators: sla_policy.name */
NC_("seed", "Urgent cases")
/* Translators: report.definition */
NC_("seed", "Value")
/* Translators: widget.title */
NC_("seed", "Value by stage")
/* Translators: activity_template.outcome_choices */
NC_("seed", "Voicemail left")
/* Translators: report.definition */
NC_("seed", "Weighted")
/* Translators: widget.title */
NC_("seed", "Weighted pipeline")
/* Translators: task_template.name */
NC_("seed", "Welcome a new customer")
/* Translators: task_template.name */
NC_("seed", "Welcome: ask")
/* Translators: task_template.name */
NC_("seed", "Welcome: hand over")
/* Translators: task_template.name */
NC_("seed", "Welcome: thank")
/* Translators: report.definition */
NC_("seed", "Went on")
/* Translators: report.description */
NC_("seed", "What was offered and what was accepted, month by month.")
/* Translators: task_template.checklist */
NC_("seed", "What was promised")
/* Translators: report.description */
NC_("seed", "What was won, month by month.")
/* Translators: task_template.checklist */
NC_("seed", "Where the documents are")
/* Translators: report.description */
NC_("seed", "Which part of the deals that were decided was won.")
/* Translators: report.description */
NC_("seed", "Which part of the deals went on from each stage, which dropped out there, and which was won in the end.")
/* Translators: report.description */
NC_("seed", "Which part of the decided deals was won, by where their customers come from.")
/* Translators: report.description */
NC_("seed", "Who did what, and how often.")
/* Translators: widget.title */
NC_("seed", "Who does what")
/* Translators: task_template.checklist */
NC_("seed", "Who speaks for the customer")
/* Translators: widget.title, report.name */
NC_("seed", "Why deals are lost")
/* Translators: widget.title, report.definition */
NC_("seed", "Win rate")
/* Translators: widget.title */
NC_("seed", "Win rate by owner")
/* Translators: report.name */
NC_("seed", "Win rate by owner and quarter")
/* Translators: report.name */
NC_("seed", "Win rate by source")
/* Translators: widget.title */
NC_("seed", "Win rate from each stage")
/* Translators: widget.title, widget.figure, deal_stage.name … */
NC_("seed", "Won")
/* Translators: widget.title */
NC_("seed", "Won and lost")
/* Translators: report.name */
NC_("seed", "Won deals by month and customer")
/* Translators: report.definition */
NC_("seed", "Won in the end")
/* Translators: widget.title */
NC_("seed", "Won over time")
/* Translators: task_template.checklist */
NC_("seed", "Write the agenda")
/* Translators: win_loss_reason.label */
NC_("seed", "Wrong time")
