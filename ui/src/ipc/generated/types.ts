// Generated from crates/desk/src/ipc: do not edit. See export.rs there.

export type About = { kind: AboutKind, 
/**
 * The order's number, or the customer's id.
 */
id: string, 
/**
 * The customer behind it, where they are known here.
 */
customer: string | null, customer_name: string | null, 
/**
 * What amounts of it are in, while it is known here.
 */
currency: Currency | null, };

export type AboutKind = "order" | "account" | "customer" | "terms" | "catalogue" | "case" | "stray";

export type AcceptTermsArgs = { 
/**
 * Made when the form opens: the same id is never taken twice.
 */
command_id: string, customer: string, 
/**
 * The edition.
 */
terms: string, on: string, };

export type AcceptedTerms = { 
/**
 * The pack's id.
 */
id: string, 
/**
 * The day of acceptance.
 */
on: string, };

export type AccountAction = "subscribe" | "cancel_service" | "reactivate_service" | "withdraw_service" | "discontinue_service" | "change_payment_method" | "assess_non_payment" | "take_measure" | "lift_measure";

export type AccountCommand = { "type": "subscribe" } & Subscribe | { "type": "cancel_service" } & CancelService | { "type": "reactivate_service" } & ServiceOn | { "type": "change_payment_method" } & OnDay | { "type": "discontinue_service" } & ServiceOn | { "type": "withdraw_service" } & ServiceOn | { "type": "assess_non_payment" } & AssessNonPayment | { "type": "take_measure" } & OnMeasure | { "type": "lift_measure" } & OnMeasure;

export type AccountFacts = { 
/**
 * The one currency of the account.
 */
currency: Currency, 
/**
 * Tax rate of its fees.
 */
tax_rate: Rate, 
/**
 * Days are counted in this zone.
 */
time_zone: TimeZone, 
/**
 * The customer's country.
 */
market: Market, 
/**
 * A consumer's account.
 */
consumer: boolean, 
/**
 * The day of the first activation (SUB-2); none for a new account.
 */
anchor: string | null, 
/**
 * The current billing period; none for a new account.
 */
period: Period | null, 
/**
 * What is subscribed to.
 */
services: Array<Service>, 
/**
 * How it is paid.
 */
payment_method: PaymentMeans | null, 
/**
 * What is owed.
 */
unpaid: Array<Unpaid>, 
/**
 * What was done about it (NPY-2), oldest first.
 */
measures?: Array<Measure>, };

export type AccountOffer = { action: AccountAction, 
/**
 * It can be asked as `command` says: also where the customer must choose first (SUB-4). Where there is no command yet
 * (video: duration and cameras), what is chosen decides.
 */
available: boolean, 
/**
 * The agent's role does it.
 */
permitted: boolean, decision: Decision | null, 
/**
 * The command to start from; none where something must be chosen to state one.
 */
command: AccountCommand | null, };

export type AccountPage = { customer: OrderCustomer, 
/**
 * None for a customer who has none.
 */
account: ServiceAccount | null, version: number, currency: Currency | null, 
/**
 * The customer's country, where it is sold to: where a new account is billed.
 */
market: string | null, terms: OrderTerms | null, 
/**
 * The billing period that holds today.
 */
period: Period | null, 
/**
 * Net price per period of what is paid and goes on.
 */
per_period: string, services: Array<ServiceRow>, 
/**
 * The customer's cameras: what continuous recording can be subscribed to for.
 */
cameras: Array<Camera>, owed: Array<Owed>, 
/**
 * The principals together, without what NPY-1 adds.
 */
owed_total: string, 
/**
 * The steps that may be taken about it, the mildest first, and those that stand (NPY-2).
 */
steps: Array<Step>, 
/**
 * Whether another payment method may be taken (SUB-7).
 */
change_payment: AccountOffer | null, timeline: Array<TimelineEntry>, };

export type AccountPreview = { decision: Decision, version: number, 
/**
 * Subscribing: the net price per period of what was chosen.
 */
price: string | null, 
/**
 * Reckoning a debt: the principal with what NPY-1 adds.
 */
total: string | null, };

export type AccountTaken = { 
/**
 * As it was stored: asking again gives the same.
 */
decision: Decision, version: number, undo_until: string | null, };

export type Action = "cancel_order" | "release_shipment" | "deliver_shipment" | "ask_authorisation" | "request_return" | "receive_return" | "refuse_delivery" | "receive_refused" | "report_damage" | "goodwill" | "move_claim" | "ship_replacement" | "deliver_replacement" | "refund_claim" | "add_evidence";

export type AddEvidence = { 
/**
 * The claim's name.
 */
claim: string, 
/**
 * The files, at least one unless the reserves are told.
 */
evidence: Array<Evidence>, 
/**
 * The reserves on the carrier's slip, where they are told now.
 */
reserves?: string, };

export type Agent = { 
/**
 * Their name, as it stands in the history.
 */
name: string, 
/**
 * What they may do.
 */
role: Role, };

export type AgentExceptions = { 
/**
 * The agent's id.
 */
agent: string, 
/**
 * Their name, as it was last.
 */
name: string, 
/**
 * Asked for, or made at once.
 */
asked: number, 
/**
 * Granted.
 */
granted: number, 
/**
 * Declined.
 */
declined: number, 
/**
 * Waiting for an answer.
 */
waiting: number, 
/**
 * Of those granted: what was paid or promised beyond (or below) what the terms give.
 */
difference: Array<AmountIn>, };

export type Alternative = "request_return" | "refuse_delivery" | "cancel_order" | "cancel_service" | "reactivate_service" | "subscribe" | "report_damage" | "contact_reseller" | "ask_authorisation";

export type AmendCustomerArgs = { 
/**
 * Made when the form opens: the same id is never taken twice.
 */
command_id: string, customer: string, fields: { [key in CustomerField]?: Amended }, };

export type Amended = { 
/**
 * As the agent saw it.
 */
was: string | null, 
/**
 * As it shall be.
 */
becomes: string | null, };

export type Amount = string;

export type AmountIn = { 
/**
 * Which.
 */
currency: Currency, 
/**
 * How much; may be below zero where it is a difference.
 */
amount: string, };

export type AmountOf = { value: string, currency: string, };

export type AnswerException = { 
/**
 * Which: the id of the command that asked.
 */
exception: string, 
/**
 * What is said to whoever asked; a refusal says why.
 */
reason: string, };

export type AnswerFact = { "sort": "words", "value": string } | { "sort": "day", "value": string } | { "sort": "money", "value": AmountOf } | { "sort": "carrier", "value": string };

export type AnswerField = "customer.name" | "agent.name" | "shop.name" | "case.number" | "order.number" | "order.placed_on" | "order.total" | "order.ships_on" | "parcel.carrier" | "parcel.tracking" | "rma.number" | "rma.return_by" | "refund.total" | "claim.notice_by" | "claim.reference" | "service.name" | "service.stops_on" | "service.paid_until" | "account.owed";

export type AnswerPiece = { "is": "words", text: string, } | { "is": "fact", field: AnswerField, fact: AnswerFact, } | { "is": "gap", field: AnswerField, } | { "is": "no_clause", clause: string, };

export type AnswerRow = { id: string, title: Text, };

export type AnswerTemplate = { 
/**
 * Its id; a merchant's takes the place of the shipped one of the same id.
 */
id: string, 
/**
 * What agents call it.
 */
title: Text, 
/**
 * What it says.
 */
text: Text, };

export type AnswersArgs = { case: string, };

export type AnswersPage = { templates: Array<AnswerRow>, 
/**
 * Orders of the case that are here, then the customer's other ones, newest first.
 */
orders: Array<string>, 
/**
 * The customer's language.
 */
language: Language, };

export type AppInfo = { version: string, shop: string, demo: boolean, agent: Agent, 
/**
 * The series of this desk's numbers.
 */
series: string, customers: number, orders: number, 
/**
 * Commands that wait for the centre.
 */
waiting: number, settings: Settings, 
/**
 * The day in the shop's zone.
 */
today: string, now: string, };

export type Approval = { 
/**
 * The order's number.
 */
order: string, 
/**
 * The order's version here, which an answer names.
 */
version: number, 
/**
 * Whose order it is.
 */
customer: string | null, 
/**
 * Their name, where they are known here.
 */
customer_name: string | null, 
/**
 * What its amounts are in.
 */
currency: Currency, 
/**
 * What was asked for, by whom and why.
 */
exception: Exception, 
/**
 * The units that it is about.
 */
units: Array<NamedQuantity>, 
/**
 * It was asked for at this desk, and the centre has not heard of it yet.
 */
provisional: boolean, 
/**
 * Whoever sits here may answer it.
 */
may_answer: boolean, };

export type Article = { 
/**
 * Article number.
 */
sku: string, 
/**
 * What people call it.
 */
name: Text, 
/**
 * Hardware or a gift.
 */
kind: LineKind, 
/**
 * Net price of a unit, or a gift's net value, by currency; up to 4 decimals (MON-2).
 */
prices: Partial<Record<Currency, string>>, 
/**
 * Gifts: the articles that one piece comes with for each order; none means any hardware (REF-3).
 */
given_with?: Array<string>, 
/**
 * It can only be reserved for now (PRE-1).
 */
pre_order?: boolean, 
/**
 * What can only be reserved: the day on which it is planned to ship, once it is known (PRE-4).
 */
ships_on?: string, 
/**
 * Continuous recording can be subscribed to for it (SUB-1).
 */
camera?: boolean, };

export type Asked = { 
/**
 * The command's name, as `request_return`; `resolve` settles an earlier command.
 */
name: string, 
/**
 * The command itself: an `OrderCommand` or an `AccountCommand`, by `About.kind`.
 */
command: OrderCommand | Record<string, unknown>, 
/**
 * The units that it names; for a cancellation of everything, what was open when it was taken. Empty where neither
 * is known here.
 */
units: Array<NamedQuantity>, 
/**
 * What the agent was shown.
 */
upshot: Upshot, agent: string, 
/**
 * When, by the desk's clock (RFC 3339).
 */
taken_at: string, };

export type AskedAuthorisation = { 
/**
 * The day.
 */
on: string, 
/**
 * What was missing of the order's total then.
 */
amount: Amount, };

export type AssessNonPayment = { 
/**
 * The principal that is unpaid.
 */
amount: Amount, 
/**
 * When it was due.
 */
due_on: string, 
/**
 * The day it is assessed at.
 */
as_of: string, 
/**
 * How often each event happened.
 */
events: Record<string, number>, };

export type AttentionCause = { "cause": "rejected", 
/**
 * Why, with both sides' facts and what can be done next.
 */
conflict: Conflict, } | { "cause": "differently", 
/**
 * What is otherwise.
 */
differences: Array<Difference>, 
/**
 * What came of it.
 */
upshot: Upshot | null, };

export type AttentionItem = { command: string, about: About, 
/**
 * What was asked at this desk.
 */
asked: Asked, cause: AttentionCause, 
/**
 * When the centre decided, by its clock (RFC 3339).
 */
since: string, 
/**
 * Commands that wait at this desk until it is settled.
 */
behind: number, };

export type Bar = { "of": "reason", 
/**
 * As in `by_reason`.
 */
key: string, } | { "of": "article", 
/**
 * Its number.
 */
key: string, } | { "of": "week", 
/**
 * Its Monday.
 */
key: string, } | { "of": "clause", 
/**
 * The clause.
 */
key: string, 
/**
 * In this currency.
 */
currency: Currency, } | { "of": "days", 
/**
 * From how many, as in `spread`.
 */
from: number, } | { "of": "carrier", 
/**
 * The carrier.
 */
key: string, } | { "of": "agent", 
/**
 * The agent's id.
 */
key: string, };

export type Basket = { 
/**
 * The number that the order will have.
 */
number: string, 
/**
 * The merchant's id of the customer.
 */
customer: string, 
/**
 * The country delivered to.
 */
market: Market, 
/**
 * Bought as a consumer.
 */
consumer: boolean, 
/**
 * The language in which articles are named on the order.
 */
naming: Language, 
/**
 * What is asked for, each article once.
 */
lines: Array<BasketLine>, 
/**
 * A way of delivery of the catalogue; none where the customer comes for it.
 */
delivery?: string, 
/**
 * Discounts on the whole order (MON-4).
 */
discounts?: Array<Discount>, 
/**
 * How it will be paid (ORD-3).
 */
payment: PaymentMethod, 
/**
 * The customer was told the requirements of Schedule 1 (ORD-6).
 */
requirements_told: boolean, };

export type BasketLine = { 
/**
 * Article number.
 */
sku: string, 
/**
 * Units, at least one.
 */
quantity: number, };

export type Behind = { 
/**
 * Its number.
 */
order: string, 
/**
 * The day that counts.
 */
on: string, 
/**
 * Units that came back, where units are counted.
 */
units?: number, 
/**
 * The amount, where amounts are counted.
 */
amount?: AmountIn, 
/**
 * Days that it took, where days are counted.
 */
days?: number, 
/**
 * Whose order it is, where they are known here: filled in when it is looked at.
 */
customer_name: string | null, };

export type BehindArgs = { 
/**
 * The figures.
 */
run: string, 
/**
 * The bar.
 */
bar: Bar, };

export type BehindBar = { 
/**
 * The orders placed last.
 */
orders: Array<Behind>, 
/**
 * How many there are in all.
 */
count: number, };

export type Bilingual = { en: string, fr: string, };

export type By = "customer" | "merchant";

export type ById = { id: string, };

export type ByNumber = { number: string, };

export type CallCode = "not_found" | "stale_version" | "refused" | "bad_input" | "order_invalid" | "store" | "keychain_missing" | "key_missing" | "wrong_key" | "document" | "file_refused" | "nothing_to_undo" | "undo_too_late" | "unknown_command" | "locked" | "wrong_password" | "sign_in_needed" | "not_enrolled" | "lease_over" | "role_forbids" | "limit_exceeded" | "device_revoked" | "must_enrol" | "other_shop" | "holds_local_data" | "enrol_code_invalid" | "sign_in_failed" | "company_sign_in_failed" | "company_cancelled" | "agent_unknown" | "no_company_accounts" | "company_unavailable" | "agent_revoked" | "too_many_attempts" | "upgrade_required" | "centre_unreachable" | "certificate_untrusted" | "bad_address" | "bad_certificates" | "centre_failed";

export type CallError = { 
/**
 * What the window translates.
 */
code: CallCode, 
/**
 * The offending argument.
 */
path?: string, 
/**
 * What the sentence needs.
 */
facts?: { [key in string]: string }, };

export type Camera = { 
/**
 * Its serial number, or its place in its order.
 */
id: string, name: string, order: string, };

export type CancelOrder = { 
/**
 * Who.
 */
by: By, 
/**
 * Why.
 */
reason: CancelReason, 
/**
 * Which units; none means all that are open.
 */
lines?: Array<LineQuantity>, };

export type CancelReason = "change_of_mind" | "mistake" | "late" | "other" | "incompatible_requirements" | "split_delivery" | "false_information" | "stock_shortage" | "unavailable" | "force_majeure" | "strike" | "flood_or_fire" | "incorrect_information" | "prior_non_payment_dispute" | "no_email" | "non_payment";

export type CancelService = { 
/**
 * The service's id.
 */
service: string, 
/**
 * The day; the day of the command where it is left out.
 */
on?: string, 
/**
 * The customer's choice, where SUB-4 asks for one.
 */
mode?: EndMode, };

export type CancelledUnits = { 
/**
 * The line.
 */
line: string, 
/**
 * Units.
 */
quantity: number, 
/**
 * Cancelled for non-payment: the sums received are kept and the units are never credited (CAN-10).
 */
retained?: boolean, };

export type CarrierClaims = { 
/**
 * The carrier.
 */
carrier: string, 
/**
 * Reported.
 */
claimed: number, 
/**
 * Accepted by the carrier, paid or not.
 */
accepted: number, 
/**
 * Refused by the carrier.
 */
rejected: number, 
/**
 * Without an answer that ends it.
 */
open: number, 
/**
 * What the carrier paid.
 */
recovered: Array<AmountIn>, };

export type CaseCommand = { "type": "note_case", 
/**
 * What.
 */
text: string, } | { "type": "move_case", 
/**
 * Where to.
 */
to: CaseStatus, } | { "type": "hand_over_case", 
/**
 * Who has it then; none for whoever takes it next.
 */
to: Person | null, 
/**
 * What they should know.
 */
word?: string, } | { "type": "relate_case", 
/**
 * What.
 */
to: Matter, 
/**
 * Whether it is.
 */
related: boolean, } | { "type": "add_task", 
/**
 * What is to be done.
 */
text: string, 
/**
 * The last day for it.
 */
due: string, 
/**
 * Who does it; none for whoever adds it.
 */
assignee?: Person, } | { "type": "give_task", 
/**
 * Its id.
 */
task: string, 
/**
 * To whom.
 */
to: Person, } | { "type": "finish_task", 
/**
 * Its id.
 */
task: string, };

export type CaseDeed = { "type": "noted", 
/**
 * What.
 */
text: string, } | { "type": "moved", 
/**
 * Which.
 */
to: CaseStatus, } | { "type": "handed_over", 
/**
 * Who; none for whoever takes it next.
 */
to: Person | null, 
/**
 * What the next one should know.
 */
word: string | null, } | { "type": "related", 
/**
 * What.
 */
to: Matter, 
/**
 * Whether it is.
 */
related: boolean, } | { "type": "task_added", 
/**
 * Its id.
 */
task: string, } | { "type": "task_given", 
/**
 * Its id.
 */
task: string, 
/**
 * To whom.
 */
to: Person, } | { "type": "task_done", 
/**
 * Its id.
 */
task: string, };

export type CaseEntry = { 
/**
 * The command that wrote it.
 */
id: string, 
/**
 * When.
 */
at: string, 
/**
 * Who.
 */
by: Person, 
/**
 * What.
 */
what: CaseDeed, };

export type CaseOrder = { number: string, 
/**
 * Whether it can be opened here.
 */
here: boolean, };

export type CasePage = { case: CustomerCase, customer_name: string | null, orders: Array<CaseOrder>, 
/**
 * Orders of the customer that it is not about, newest first.
 */
other_orders: Array<string>, 
/**
 * Colleagues whom it can be given to.
 */
colleagues: Array<Person>, 
/**
 * Whoever sits here.
 */
me: Person, 
/**
 * Entries that the centre has not heard of, by their commands.
 */
provisional: Array<string>, today: string, };

export type CaseRow = { number: string, customer: string, 
/**
 * None where they are not known here.
 */
customer_name: string | null, channel: ContactChannel, subject: string, status: CaseStatus, assignee: Person | null, 
/**
 * When something was last done on it.
 */
touched_at: string, 
/**
 * The next day that something is to be done by.
 */
next_due: string | null, 
/**
 * That day is over.
 */
overdue: boolean, };

export type CaseScope = "mine" | "team" | "closed";

export type CaseStatus = "open" | "waiting" | "closed";

export type CaseTaken = { 
/**
 * The case; a new one has a number of this desk's series.
 */
case: string, undo_until: string | null, };

export type CaseTask = { 
/**
 * The command that added it.
 */
id: string, 
/**
 * What is to be done.
 */
text: string, 
/**
 * The last day for it.
 */
due: string, 
/**
 * Who does it.
 */
assignee: Person, 
/**
 * Who did it.
 */
done_by?: Person, };

export type CasesArgs = { scope: CaseScope, };

export type CasesPage = { 
/**
 * Open cases of whoever sits here.
 */
mine: number, 
/**
 * Open cases of all.
 */
team: number, rows: Array<CaseRow>, };

export type Catalogue = { 
/**
 * Where it is sold to.
 */
markets: { [key in string]: Selling }, 
/**
 * Hardware and gifts.
 */
articles: Array<Article>, 
/**
 * Ways of delivery, the cheapest ground delivery first (REF-2).
 */
deliveries: Array<DeliveryOption>, 
/**
 * Services.
 */
services: Array<OfferedService>, 
/**
 * The merchant's own answers; see [`answers`](crate::answers).
 */
answers?: Array<AnswerTemplate>, };

export type CentreSettings = { 
/**
 * Seconds after which a taken command is sent, 0 to 600.
 */
hold_seconds: number, 
/**
 * Minutes without the agent (`present`, or anything but reading) after which the desk locks itself; 0 for never.
 */
lock_after_minutes: number, 
/**
 * A file with the certificates (PEM) of a private authority.
 */
ca_file: string | null, 
/**
 * Orders of so many months are kept here, and those still open, 0 to 120; 0 for all. Another number fetches them anew.
 */
orders_months: number, };

export type ChangedDecision = { 
/**
 * The order.
 */
order: string, 
/**
 * The day of the command, in the order's zone.
 */
on: string, 
/**
 * Who gave it, by name.
 */
agent: string, 
/**
 * What was asked, by its name.
 */
command: string, 
/**
 * What differs.
 */
kind: Kind, 
/**
 * In which currency.
 */
currency: Currency, 
/**
 * As it was decided.
 */
before: DecidedSo, 
/**
 * As the draft decides it.
 */
after: DecidedSo, 
/**
 * The rules that were weighed otherwise.
 */
rules: Array<string>, };

export type Channel = "web" | "customer_service" | "reseller";

export type Charge = { 
/**
 * Net.
 */
net: string, 
/**
 * Tax.
 */
tax: string, 
/**
 * Both.
 */
gross: string, 
/**
 * Handling costs in it (NPY-1).
 */
handling?: string, 
/**
 * The late charge in it (NPY-1).
 */
late_charge?: string, };

export type CheckCustomerArgs = { 
/**
 * The customer who is corrected; none for a new one.
 */
id: string | null, details: CustomerDetails, };

export type Claim = { 
/**
 * The parcel.
 */
shipment: string, 
/**
 * The damaged units.
 */
lines: Array<LineQuantity>, 
/**
 * Where it stands.
 */
status: ClaimStatus, 
/**
 * The customer holds a sound unit in its place: the claim holds no units any more (DMG-4).
 */
replacement_delivered: boolean, 
/**
 * Our number for it; claims from elsewhere may have none.
 */
number?: string, 
/**
 * The day the customer told us.
 */
reported_on?: string, 
/**
 * What happened, as the customer tells it.
 */
account?: string, 
/**
 * The reserves on the carrier's slip.
 */
reserves?: string, 
/**
 * How it is made good to the customer (DMG-3).
 */
remedy?: Remedy, 
/**
 * The replacement, once it has left.
 */
replacement?: Replacement, 
/**
 * The carrier's own number for the claim.
 */
reference?: string, 
/**
 * What the carrier paid, in the order's currency.
 */
recovered?: Amount, 
/**
 * The steps after the report, oldest first (DMG-5).
 */
steps?: Array<ClaimStep>, 
/**
 * Photos and papers (DMG-5).
 */
evidence?: Array<Evidence>, };

export type ClaimOn = { 
/**
 * The claim's name.
 */
claim: string, 
/**
 * The day.
 */
on: string, };

export type ClaimStanding = { 
/**
 * What commands call it.
 */
name: string, 
/**
 * The number under which its file for the carrier is opened.
 */
file: string, 
/**
 * Where it may go now, the likeliest first (DMG-5).
 */
next: Array<ClaimStatus>, 
/**
 * The last day to tell the carrier (DMG-2), while the carrier is not told.
 */
notice_by: string | null, };

export type ClaimStatus = "reported" | "filed" | "accepted" | "rejected" | "paid" | "closed";

export type ClaimStep = { 
/**
 * Where it led.
 */
to: ClaimStatus, 
/**
 * The day.
 */
on: string, 
/**
 * Why, where somebody said so.
 */
note?: string, };

export type ClauseRefunds = { 
/**
 * The clause, such as `T§8`; `exception` for what a person decided otherwise, `unknown` where neither the order nor
 * this desk's history tells.
 */
clause: string, 
/**
 * The rules of it that they rest on.
 */
rules: Array<string>, 
/**
 * How many.
 */
count: number, 
/**
 * How much.
 */
total: string, };

export type CompanyBeginArgs = { 
/**
 * The desk that is to be enrolled by it; none to sign in at an enrolled one.
 */
enrol?: CompanyEnrolArgs, };

export type CompanyEnrolArgs = { 
/**
 * The centre's address, as `https://centre.example`.
 */
server: string, 
/**
 * The shop's short name, as it was typed.
 */
merchant: string, device_name: string, 
/**
 * As in `enrol`.
 */
replace_local?: boolean, 
/**
 * As in `enrol`.
 */
ca_file?: string, };

export type CompanyFinishArgs = { 
/**
 * What unlocks the desk from then on, also offline: a word of the agent's own, of at least eight characters.
 */
unlock_word: string, };

export type CompanyPage = { 
/**
 * The page, for somebody to copy.
 */
url: string, 
/**
 * A browser was opened on it.
 */
opened: boolean, };

export type ComposeArgs = { case: string, template: string, language: Language, 
/**
 * The order whose facts are filled in.
 */
order: string | null, };

export type ComposedAnswer = { pieces: Array<AnswerPiece>, 
/**
 * The edition of the terms whose clauses stand in it; none where it names none.
 */
terms: string | null, };

export type Conflict = { 
/**
 * What sort.
 */
kind: ConflictKind, 
/**
 * The command in question.
 */
mine: Side, 
/**
 * What was done since the desk last knew the aggregate, oldest first.
 */
theirs: Array<Side>, 
/**
 * The rules that forbid it, by id.
 */
rules: Array<string>, 
/**
 * What else was weighed, by name.
 */
facts: { [key in string]: string }, 
/**
 * What can be done next, the likeliest first.
 */
steps: Array<NextStep>, };

export type ConflictKind = "competing" | "quantity_exceeded" | "stale_facts" | "customer_gone" | "authority_revoked" | "role_forbids" | "limit_exceeded" | "newer_terms" | "already_paid_out" | "behind" | "unknown" | "refused" | "malformed" | "id_reused" | "forged";

export type Contact = { 
/**
 * Telephone as the customer wrote it.
 */
phone: string | null, 
/**
 * House and street.
 */
street: string | null, 
/**
 * Postcode.
 */
postcode: string | null, 
/**
 * Town.
 */
town: string | null, 
/**
 * ISO 3166-1 alpha-2.
 */
country: string, 
/**
 * The customer's language.
 */
language: Language, };

export type ContactChannel = "phone" | "email" | "chat" | "counter";

export type Credit = { 
/**
 * The units.
 */
lines: Array<LineQuantity>, 
/**
 * Delivery credited, net.
 */
delivery: Amount, 
/**
 * Net credited per tax rate, deductions taken off.
 */
bases: Record<string, string>, 
/**
 * Tax credited per rate.
 */
tax: Record<string, string>, 
/**
 * Paid back.
 */
total: Amount, 
/**
 * Gift pieces that came back with it (REF-3).
 */
promotional: Array<LineQuantity>, 
/**
 * The RMA it settles, where it settles one.
 */
rma?: string, 
/**
 * The day it was decided.
 */
on?: string, 
/**
 * The credit note's number, once the centre has given it one (INV-1).
 */
number?: string, };

export type Currency = "EUR" | "USD" | "GBP" | "JPY" | "CHF" | "SEK" | "NOK" | "DKK" | "PLN" | "CZK" | "HUF" | "RON" | "BGN" | "ISK" | "CAD" | "AUD" | "NZD" | "SGD" | "HKD" | "CNY" | "KRW" | "INR" | "BRL" | "MXN" | "ZAR" | "TRY" | "ILS" | "AED" | "SAR" | "THB" | "KWD" | "BHD" | "TND" | "MAD" | "XOF" | "XAF";

export type Customer = { 
/**
 * The merchant's id of the customer.
 */
id: string, 
/**
 * Full name.
 */
name: string, 
/**
 * Where the Order Form is sent (ORD-1).
 */
email: string | null, 
/**
 * Disputes over an earlier non-payment that are still open (ORD-2).
 */
open_disputes: number, 
/**
 * Editions of the terms that the customer accepted, in any order (TRM-1).
 */
accepted_terms: Array<AcceptedTerms>, };

export type CustomerCase = { 
/**
 * Its number.
 */
number: string, 
/**
 * Whose it is.
 */
customer: string, 
/**
 * How they came to us.
 */
channel: ContactChannel, 
/**
 * What it is about, in a line.
 */
subject: string, 
/**
 * When it was opened.
 */
opened_at: string, 
/**
 * Who opened it.
 */
opened_by: Person, 
/**
 * Whose turn it is.
 */
status: CaseStatus, 
/**
 * Who has it; none for whoever takes it next.
 */
assignee: Person | null, 
/**
 * Orders that it is about.
 */
orders?: Array<string>, 
/**
 * Services that it is about.
 */
services?: Array<string>, 
/**
 * What is to be done.
 */
tasks?: Array<CaseTask>, 
/**
 * What happened, oldest first. It only grows.
 */
log?: Array<CaseEntry>, };

export type CustomerCheck = { 
/**
 * The field at fault.
 */
fault: CustomerField | null, 
/**
 * Customers with the same e-mail address, telephone or name, the surest first.
 */
alike: Array<Hit>, };

export type CustomerDetails = { name: string, email: string | null, phone: string | null, street: string | null, postcode: string | null, town: string | null, country: string, language: Language, };

export type CustomerField = "name" | "email" | "phone" | "street" | "postcode" | "town" | "country" | "language";

export type CustomerFlag = "dispute" | "open_rma" | "pre_order" | "refused_parcel" | "open_claim" | "no_email";

export type CustomerHistory = { documents: Array<DocumentRef>, timeline: Array<TimelineEntry>, };

export type CustomerPage = { customer: Customer, contact: Contact, 
/**
 * The editions of the terms, newest first.
 */
editions: Array<EditionRow>, flags: Array<CustomerFlag>, orders: Array<OrderSummary>, accounts: Array<ServiceAccount>, 
/**
 * Their cases, those that are not closed first.
 */
cases: Array<CaseRow>, };

export type CustomerTaken = { 
/**
 * The customer; a new one has an id of this desk's series.
 */
customer: string, undo_until: string | null, };

export type DataSort = "json" | "pdf";

export type Deadline = "return_by" | "refund_by" | "return_period_end" | "withdrawal_end" | "refused_delivery_refund" | "carrier_notice" | "pre_shipment_notice";

export type Deadlines = { 
/**
 * The desk's day.
 */
today: string, 
/**
 * What is due, the first day first.
 */
items: Array<DueItem>, 
/**
 * There are more orders or cases with something open than are looked at: the oldest are.
 */
more: boolean, };

export type DecidedSo = { 
/**
 * How it ends.
 */
outcome: Outcome, 
/**
 * The money that moves.
 */
money: Array<Moved>, };

export type Decision = { 
/**
 * How it ends.
 */
outcome: Outcome, 
/**
 * Whether a supervisor may decide otherwise.
 */
overridable: boolean, 
/**
 * The rules in the order in which they were weighed.
 */
rules: Array<Ground>, 
/**
 * What can be done instead.
 */
alternatives: Array<Alternative>, 
/**
 * What is worth knowing.
 */
flags: Array<Flag>, 
/**
 * Days that something ends on.
 */
deadlines: Partial<Record<Deadline, string>>, 
/**
 * Who pays the way back.
 */
return_shipping: Payer | null, 
/**
 * How damage is made good.
 */
remedy: Remedy | null, 
/**
 * What the customer must choose from.
 */
choices: Array<EndMode>, 
/**
 * What somebody must do.
 */
obligations: Array<Obligation>, 
/**
 * What is paid back.
 */
refund: Refund | null, 
/**
 * What would be paid back for a return that comes back complete.
 */
estimate: Refund | null, 
/**
 * Authorised money to let go.
 */
void_authorisation: string | null, 
/**
 * Authorised money to take, payment by payment, as goods leave (PRE-2).
 */
captures?: Array<Tender>, 
/**
 * What the customer is charged.
 */
charge: Charge | null, 
/**
 * What the next invoice is lowered by.
 */
credit: Charge | null, 
/**
 * The day a service stops.
 */
stops_on: string | null, 
/**
 * The service's status afterwards.
 */
status: ServiceStatus | null, 
/**
 * The billing period that the amounts belong to.
 */
period: Period | null, 
/**
 * What is given back without a unit credited (EXC-4).
 */
goodwill?: GoodwillPaid, 
/**
 * The exception that it is made under, or asks for.
 */
exception?: Excepted, };

export type Delivery = { 
/**
 * Net price charged.
 */
price: Amount, 
/**
 * Net price of the ground option: at most this much comes back (REF-2).
 */
ground_price: Amount | null, 
/**
 * Tax rate.
 */
tax_rate: Rate, };

export type DeliveryOption = { 
/**
 * Its id.
 */
id: string, 
/**
 * What people call it.
 */
name: Text, 
/**
 * Net price of a delivery, by currency.
 */
prices: Partial<Record<Currency, string>>, };

export type DeliveryPart = { 
/**
 * Charged.
 */
price: string, 
/**
 * The ground option's price.
 */
ground_price: string | null, 
/**
 * Units of hardware that stay uncredited.
 */
units_left: number, 
/**
 * Why.
 */
reason: DeliveryReason, };

export type DeliveryReason = "units_left" | "refunded_before" | "ground_price" | "full_price";

export type Difference = { "what": "total", 
/**
 * What the agent was shown.
 */
mine: Amount | null, 
/**
 * What is so.
 */
theirs: Amount | null, } | { "what": "price", 
/**
 * What the agent was shown.
 */
mine: Amount | null, 
/**
 * What is so.
 */
theirs: Amount | null, } | { "what": "deadline", 
/**
 * Which.
 */
deadline: Deadline, 
/**
 * What the agent was shown.
 */
mine: string | null, 
/**
 * What is so.
 */
theirs: string | null, } | { "what": "rma", 
/**
 * What the label says.
 */
mine: string | null, 
/**
 * What is so.
 */
theirs: string | null, } | { "what": "terms", 
/**
 * What the agent was shown.
 */
mine: string, 
/**
 * What ruled.
 */
theirs: string, } | { "what": "same_intent", 
/**
 * Who.
 */
by: string, 
/**
 * When, by the centre's clock.
 */
at: string, 
/**
 * Their command.
 */
command: string, };

export type DiminishedPart = { 
/**
 * The line.
 */
line: string, 
/**
 * Percent, where one was given.
 */
percent: Amount | null, 
/**
 * This credit's net for the line.
 */
of: string, 
/**
 * What is taken off.
 */
amount: string, 
/**
 * Not applied: the goods were faulty or not as described.
 */
waived: boolean, };

export type Discount = { 
/**
 * Its code or name.
 */
code: string, 
/**
 * Net amount.
 */
amount: Amount, };

export type DocumentArgs = { kind: DocumentKind, number: string, language?: Language, paper?: Paper, };

export type DocumentKind = "rma_label" | "return_slip" | "invoice" | "credit_note" | "claim_file";

export type DocumentPages = { 
/**
 * SVG, one a page.
 */
pages: Array<string>, file_name: string, };

export type DocumentRef = { kind: DocumentKind, number: string, on: string, total: string | null, 
/**
 * The centre has not numbered it yet.
 */
provisional: boolean, };

export type DraftAbout = { "kind": "case", "id": string } | { "kind": "customer", "id": string };

export type DraftKept = { kept: boolean, };

export type DraftPlace = { 
/**
 * Where in the window it is typed.
 */
place: string, };

export type DueAbout = { "kind": "order", 
/**
 * What must be done.
 */
deadline: Deadline, 
/**
 * The order's number.
 */
order: string, 
/**
 * The number of the RMA or the claim, or the parcel's tracking number.
 */
of: string | null, 
/**
 * The first article's name.
 */
article: string, } | { "kind": "task", 
/**
 * The case's number.
 */
case: string, 
/**
 * The task's id.
 */
task: string, 
/**
 * What is to be done.
 */
text: string, 
/**
 * What the case is about.
 */
subject: string, 
/**
 * Who does it.
 */
assignee: Person, 
/**
 * It is theirs who is signed in.
 */
mine: boolean, };

export type DueItem = { 
/**
 * What it is and where it is done.
 */
about: DueAbout, 
/**
 * The last day on which it is in time, where the order's days are counted; a task's are the desk's.
 */
on: string, 
/**
 * Days from today to it, counted likewise; negative where it is late.
 */
days_left: number, 
/**
 * Whose order or case it is.
 */
customer: string | null, 
/**
 * Their name, where they are known here.
 */
customer_name: string | null, };

export type Duration = { 
/**
 * Days that recordings are kept.
 */
days: number, 
/**
 * Net price per period and camera, by currency.
 */
per_camera: Partial<Record<Currency, string>>, };

export type EditionRow = { id: string, effective_on: string, 
/**
 * When the customer accepted it last.
 */
accepted_on: string | null, 
/**
 * Whether a purchase of today is ruled by it (TRM-1).
 */
rules_today: boolean, };

export type Effect = "permits" | "forbids" | "limits" | "obliges" | "set_aside";

export type EndMode = "immediate" | "period_end";

export type EnrolArgs = { 
/**
 * The centre's address, as `https://centre.example`.
 */
server: string, 
/**
 * As it was typed.
 */
code: string, device_name: string, 
/**
 * Enrolling puts the centre's orders in the place of those that only this machine holds. Where there are any and
 * this is not set, `enrol` answers `holds_local_data` with their number.
 */
replace_local?: boolean, 
/**
 * A file with the certificates (PEM) of a private authority; the system's are trusted besides.
 */
ca_file?: string, };

export type Erasure = { 
/**
 * What has to be settled first (ERS-1), orders first.
 */
hindrances: Array<Hindrance>, 
/**
 * What stays (ERS-2).
 */
kept: Array<Kept>, };

export type ErasurePage = { weighed: Erasure, 
/**
 * Cases that go.
 */
cases: number, 
/**
 * Those of them that are not closed.
 */
open_cases: number, 
/**
 * What is being typed and goes.
 */
drafts: number, };

export type ErasureTaken = { "outcome": "erased" } | { "outcome": "hindered", 
/**
 * What.
 */
hindrances: Array<Hindrance>, };

export type Evidence = { 
/**
 * The SHA-256 of its bytes, 64 lower-case hexadecimal digits.
 */
sha256: string, 
/**
 * What sort of file.
 */
sort: FileSort, 
/**
 * What it shows.
 */
kind: EvidenceKind, };

export type EvidenceArgs = { of: EvidenceOf, sha256: string, 
/**
 * Whether the centre may be asked for it, because the agent wants to see it.
 */
fetch: boolean, };

export type EvidenceFile = { sort: FileSort, media_type: string, base64: string, };

export type EvidenceKind = "damage" | "packaging" | "reserves" | "paper" | "goods";

export type EvidenceOf = { "kind": "order", "id": string } | { "kind": "stray", "id": string };

export type Excepted = { 
/**
 * The rules set aside, by id.
 */
rules: Array<string>, 
/**
 * What the terms pay, or promise.
 */
by_terms: string, 
/**
 * What is paid, or promised, under the exception.
 */
granted: string, };

export type Exception = { 
/**
 * The id of the command that asked for it, or made it at once.
 */
id: string, 
/**
 * What is carried out under it.
 */
command: OrderCommand, 
/**
 * The amount asked for, where another was asked for than the command comes to.
 */
amount?: Amount, 
/**
 * Why.
 */
reason: string, 
/**
 * Who asked.
 */
asked_by: Person, 
/**
 * The day.
 */
asked_on: string, 
/**
 * The rules set aside, by id: as they were weighed when it was asked for, then when it was answered.
 */
rules: Array<string>, 
/**
 * What the terms pay, or promise for a return that comes back complete.
 */
by_terms: Amount, 
/**
 * What is paid, or promised, under the exception.
 */
granted: Amount, 
/**
 * Where it stands.
 */
state: ExceptionState, 
/**
 * Who answered.
 */
answered_by?: Person, 
/**
 * The day.
 */
answered_on?: string, 
/**
 * The id of the command that answered.
 */
answered_in?: string, 
/**
 * What was answered.
 */
answer?: string, };

export type ExceptionState = "waiting" | "granted" | "declined";

export type Exceptional = { 
/**
 * The command to be carried out.
 */
command: OrderCommand, 
/**
 * What is to be paid back in all, where it is not what the command comes to (EXC-2).
 */
amount?: Amount, 
/**
 * Why.
 */
reason: string, };

export type Fact = string | number | string | string | boolean;

export type Figures = { 
/**
 * The first day.
 */
from: string, 
/**
 * The last day.
 */
to: string, 
/**
 * Returns asked for.
 */
returns: number, 
/**
 * Units in them.
 */
units: number, 
/**
 * By reason, the commonest first.
 */
by_reason: Array<Returned>, 
/**
 * By article, the most units first.
 */
by_article: Array<Returned>, 
/**
 * By week, each by its Monday, none left out.
 */
by_week: Array<Returned>, 
/**
 * Refunds, by currency.
 */
refunds: Array<RefundsIn>, 
/**
 * Time to refund.
 */
times: TimeToRefund, 
/**
 * Claims by carrier.
 */
claims: Array<CarrierClaims>, 
/**
 * Exceptions by agent.
 */
exceptions: Array<AgentExceptions>, 
/**
 * Credits that bear no day, as those of an import may: in no range.
 */
undated_credits: number, 
/**
 * Claims that bear no day.
 */
undated_claims: number, };

export type FiguresArgs = { 
/**
 * An id of the window's making.
 */
run: string, 
/**
 * Over which days; of a run that has begun it counts no more.
 */
range: FiguresRange, };

export type FiguresRange = { "is": "weeks4" } | { "is": "weeks13" } | { "is": "months12" } | { "is": "days", 
/**
 * The first.
 */
from: string, 
/**
 * The last.
 */
to: string, };

export type FiguresStep = { 
/**
 * Orders read.
 */
looked_at: number, 
/**
 * Orders to be read.
 */
of: number, 
/**
 * The figures, once all are read.
 */
figures: Figures | null, };

export type FileSort = "jpeg" | "png" | "webp" | "heic" | "pdf";

export type Find = { query: string, 
/**
 * Most hits of a group; 20 where it is left out.
 */
limit?: number, };

export type FindAnswer = { 
/**
 * What was typed.
 */
query: string, 
/**
 * How long it took, in microseconds.
 */
micros: number, 
/**
 * How many customers were searched.
 */
customers_total: number, 
/**
 * Words that were read as others.
 */
readings: Array<Reading>, 
/**
 * What was found.
 */
groups: Array<Group>, };

export type Flag = "late_notice";

export type Flow = "paid_back" | "expected" | "credited" | "charged";

export type FormState = "shown" | "waiting" | "queued" | "not_sent";

export type GatherArgs = { 
/**
 * The number of the claim's file.
 */
number: string, };

export type Gathered = { 
/**
 * Files that the claim names.
 */
named: number, 
/**
 * Those that are not at this desk, and could not be fetched now.
 */
missing: number, };

export type GiveGoodwill = { 
/**
 * How much, tax included.
 */
amount: Amount, };

export type GoodsPart = { 
/**
 * The line.
 */
line: string, 
/**
 * Units credited now.
 */
quantity: number, 
/**
 * Units credited before.
 */
credited_before: number, 
/**
 * Units ordered.
 */
of: number, 
/**
 * Net of the whole line after discounts.
 */
net: string, 
/**
 * Credited for the line before.
 */
credited_net_before: string, 
/**
 * This credit's net.
 */
amount: string, };

export type Goodwill = { 
/**
 * The exception that it was given under.
 */
exception: string, 
/**
 * How much, tax included.
 */
amount: Amount, 
/**
 * The day.
 */
on: string, };

export type GoodwillPaid = { 
/**
 * How much, tax included.
 */
amount: string, 
/**
 * Where it goes (REF-8).
 */
tenders: Array<Tender>, };

export type Ground = { 
/**
 * The rule.
 */
id: string, 
/**
 * The clause that it comes from.
 */
clause: string, 
/**
 * What it does here.
 */
effect: Effect, 
/**
 * What was weighed.
 */
facts?: { [key in string]: Fact }, };

export type Group = { 
/**
 * What they have in common.
 */
kind: GroupKind, 
/**
 * The hits.
 */
hits: Array<Hit>, };

export type GroupKind = "numbered" | "exact" | "customers" | "orders";

export type HandlingEvent = "bank_rejection" | "reminder_letter" | "reminder_call" | "collection";

export type Hindrance = { "what": "open_order", 
/**
 * Its number.
 */
order: string, } | { "what": "money_on_its_way", 
/**
 * The order's number.
 */
order: string, } | { "what": "running_service", 
/**
 * Its id in the catalogue.
 */
service: string, 
/**
 * The day it stops, where it is to stop.
 */
stops_on: string | null, } | { "what": "unpaid", 
/**
 * How much in all.
 */
amount: Amount, 
/**
 * In which currency.
 */
currency: Currency, } | { "what": "parcel_here", 
/**
 * Its number.
 */
parcel: string, } | { "what": "open_dispute", 
/**
 * How many.
 */
count: number, };

export type Hit = { 
/**
 * What it leads to.
 */
target: Target, 
/**
 * What matched.
 */
matched: Matched, 
/**
 * The customer's name, or the order's number.
 */
title: Array<Span>, 
/**
 * The e-mail address, or the customer of the order; the identifier that matched, where it is another.
 */
subtitle: Array<Span>, 
/**
 * Town and postcode, or the order's first article.
 */
place: Array<Span>, 
/**
 * The customer's last order, or the order itself.
 */
last_order: OrderSummary | null, 
/**
 * What an agent should know before opening it.
 */
flags: Array<CustomerFlag>, };

export type KeepDraftArgs = { 
/**
 * Where in the window it is typed.
 */
place: string, about: DraftAbout, 
/**
 * Nothing typed is nothing kept.
 */
text: string, };

export type Kept = { "what": "orders", 
/**
 * How many.
 */
count: number, 
/**
 * The last day for which the law asks for the newest of them.
 */
until: string, } | { "what": "reasons", 
/**
 * On how many orders.
 */
orders: number, } | { "what": "account", 
/**
 * The last day for which the law asks for it; none where nothing was ever billed.
 */
until: string | null, };

export type Kind = "outcome" | "money" | "terms";

export type KindCount = { kind: Kind, count: number, };

export type LaidFile = { sha256: string, sort: FileSort, bytes: number, 
/**
 * Of a picture, in pixels.
 */
width: number | null, height: number | null, };

export type Language = "en" | "fr";

export type LayFile = { 
/**
 * The file's bytes, base64. Its name is the customer's and is not asked for.
 */
base64: string, };

export type Limit = { limit: number, };

export type Line = { 
/**
 * Id within the order.
 */
id: string, 
/**
 * The article.
 */
sku: string, 
/**
 * The article's name as printed.
 */
name?: string, 
/**
 * Hardware, service or gift.
 */
kind: LineKind, 
/**
 * Units ordered.
 */
quantity: number, 
/**
 * Net price of a unit, up to 4 decimals (MON-2); not for gifts.
 */
unit_price?: Amount, 
/**
 * Gifts: net value of a piece (REF-3).
 */
value?: Amount, 
/**
 * Tax rate of the line.
 */
tax_rate: Rate, 
/**
 * Discount on this line alone, net (MON-3).
 */
line_discount?: Amount, 
/**
 * Gifts: the lines they came with; empty means every hardware line.
 */
granted_with?: Array<string>, 
/**
 * Serial numbers of the units, where known.
 */
serials?: Array<string>, };

export type LineKind = "hardware" | "service" | "promotional";

export type LineLedger = { line: string, sku: string, name: string, kind: LineKind, granted_with: Array<string>, ordered: number, open: number, cancelled: number, in_transit: number, refused: number, 
/**
 * Kept, authorised, returned and claimed together.
 */
delivered: number, kept: number, authorised: number, returned: number, claimed: number, 
/**
 * Net of the line after discounts.
 */
net: string, unit_price: string, serials: Array<string>, };

export type LineQuantity = { 
/**
 * The line's id.
 */
line: string, 
/**
 * Units, at least one.
 */
quantity: number, };

export type Market = string;

export type Matched = "name" | "email" | "phone" | "order" | "rma" | "invoice" | "tracking" | "serial" | "postcode" | "town" | "case" | "stray";

export type Matter = { "kind": "order", "id": string } | { "kind": "service", "id": string };

export type Measure = { 
/**
 * Which.
 */
kind: MeasureKind, 
/**
 * The day.
 */
on: string, 
/**
 * The day it was lifted, all being paid.
 */
lifted_on?: string, };

export type MeasureKind = "reminder_letter" | "reminder_call" | "interruption" | "suspension" | "end_of_account";

export type MoneyBothWays = { currency: Currency, flow: Flow, before: string, after: string, difference: string, };

export type MoveClaim = { 
/**
 * The claim's name.
 */
claim: string, 
/**
 * Where it is now.
 */
to: ClaimStatus, 
/**
 * The day.
 */
on: string, 
/**
 * The carrier's own number for the claim.
 */
reference?: string, 
/**
 * What the carrier paid, in the order's currency; only for `paid`.
 */
amount?: Amount, 
/**
 * Why, in a few words.
 */
note?: string, };

export type Moved = { flow: Flow, amount: string, };

export type NamedQuantity = { name: string, quantity: number, };

export type NewAccount = { market: string, consumer: boolean, 
/**
 * What is on file of a card or a bank account is the payment provider's; here is how it is paid.
 */
payment: PaymentMeansKind, };

export type NewCaseArgs = { customer: string, };

export type NewCasePage = { customer: string, customer_name: string, 
/**
 * Their orders, newest first.
 */
orders: Array<string>, 
/**
 * Services of their account, by id.
 */
services: Array<string>, };

export type NewCustomerPage = { 
/**
 * The shop's own country: most callers are there.
 */
home: string, 
/**
 * Countries that the merchant sells to.
 */
sold_to: string[], 
/**
 * Every country.
 */
countries: string[], };

export type NewOrderPage = { customer: OrderCustomer, 
/**
 * The customer's country, where it is sold to.
 */
market: string | null, catalogue: Catalogue, };

export type NewParcel = { 
/**
 * Its id, new in the order; a desk gives one of its series.
 */
id: string, 
/**
 * What is in it; none means everything that is open and can be sent.
 */
lines?: Array<LineQuantity>, 
/**
 * Who carries it.
 */
carrier: string, 
/**
 * The carrier's number for it.
 */
tracking?: string, 
/**
 * The day it leaves.
 */
on: string, };

export type NextDeadline = { 
/**
 * As in a decision's deadlines.
 */
name: Deadline, 
/**
 * The day.
 */
on: string, };

export type NextStep = "let_go" | "ask_again" | "open" | "ask_supervisor" | "tell_customer" | "settle_first";

export type Nothing = Record<string, never>;

export type Obligation = "send_order_form" | "tell_requirements" | "send_pre_shipment_notice" | "capture_payment" | "request_authorisation" | "void_authorisation" | "notify_customer" | "include_rma_number" | "send_prepaid_label" | "file_carrier_claim" | "send_replacement" | "issue_credit_note" | "pay_back";

export type Offer = { action: Action, available: boolean, decision: Decision | null, command: OrderCommand | null, 
/**
 * The shipment, RMA or claim that it is about.
 */
reference: string | null, };

export type OfferedService = { 
/**
 * Its id, as in the account.
 */
id: string, 
/**
 * Its part of the account.
 */
part: ServicePart, 
/**
 * What people call it.
 */
name: Text, 
/**
 * What it does, in a sentence.
 */
summary: Text, 
/**
 * Net price per period, by currency; empty for what is included and for video.
 */
prices?: Partial<Record<Currency, string>>, 
/**
 * Video: the durations to choose from, shortest first.
 */
durations?: Array<Duration>, };

export type OnCaseArgs = { 
/**
 * Made when the form opens: the same id is never taken twice.
 */
command_id: string, case: string, command: CaseCommand, 
/**
 * The drafts that are sent with it.
 */
drafts: Array<string>, };

export type OnDay = { 
/**
 * The day; the day of the command where it is left out.
 */
on?: string, };

export type OnMeasure = { 
/**
 * Which.
 */
kind: MeasureKind, };

export type OnStrayArgs = { 
/**
 * Made when the form opens: the same id is never taken twice.
 */
command_id: string, stray: string, 
/**
 * Whose the order is that it is matched with, the desk looks up.
 */
command: StrayCommand, };

export type Order = OrderFacts;

export type OrderAmounts = { 
/**
 * Net of the lines before order discounts.
 */
lines_net: string, discount: string, delivery: string, bases: { [key in string]: string }, tax: { [key in string]: string }, total: string, captured: string, refunded: string, };

export type OrderCommand = { "type": "place_order" } | { "type": "release_shipment" } & ReleaseShipment | { "type": "deliver_shipment" } & ParcelOn | { "type": "ask_authorisation" } | { "type": "cancel_order" } & CancelOrder | { "type": "refuse_delivery" } & ParcelOn | { "type": "receive_refused" } & ParcelOn | { "type": "request_return" } & RequestReturn | { "type": "receive_return" } & ReceiveReturn | { "type": "report_damage" } & ReportDamage | { "type": "goodwill" } & GiveGoodwill | { "type": "ask_exception" } & Exceptional | { "type": "make_exception" } & Exceptional | { "type": "grant_exception" } & AnswerException | { "type": "decline_exception" } & AnswerException | { "type": "add_evidence" } & AddEvidence | { "type": "move_claim" } & MoveClaim | { "type": "ship_replacement" } & ShipReplacement | { "type": "deliver_replacement" } & ClaimOn | { "type": "refund_claim" } & ClaimOn;

export type OrderCounts = { all: number, open_rma: number, pre_order: number, refused_parcel: number, open_claim: number, };

export type OrderCustomer = { id: string, name: string, email: string | null, language: Language, };

export type OrderFacts = { 
/**
 * The order number the customer knows.
 */
number: string, 
/**
 * Regular or pre-order.
 */
kind: OrderKind, 
/**
 * Pre-orders: the day the offer was accepted (PRE-3); none while it is an offer.
 */
accepted_on?: string | null, 
/**
 * Pre-orders: the day on which it is planned to ship (PRE-4); none while nobody knows.
 */
ships_on?: string | null, 
/**
 * Where it was bought.
 */
channel: Channel, 
/**
 * When it was placed.
 */
placed_at: string, 
/**
 * The one currency of the order.
 */
currency: Currency, 
/**
 * The country delivered to.
 */
market: Market, 
/**
 * Bought as a consumer: the statutory rights apply.
 */
consumer: boolean, 
/**
 * Days are counted in this zone (CAL-1).
 */
time_zone: TimeZone, 
/**
 * The merchant's id of the customer, where the order travels without one.
 */
customer?: string, 
/**
 * Invoices issued for it, oldest first.
 */
invoices?: Array<string>, 
/**
 * What was bought.
 */
lines: Array<Line>, 
/**
 * Carriage; none where nothing was charged or promised.
 */
delivery: Delivery | null, 
/**
 * Discounts on the whole order (MON-4).
 */
discounts: Array<Discount>, 
/**
 * Payments in the order they were made.
 */
payments: Array<Payment>, 
/**
 * Parcels.
 */
shipments: Array<Shipment>, 
/**
 * Units cancelled so far.
 */
cancelled: Array<CancelledUnits>, 
/**
 * Return materials authorisations.
 */
rmas: Array<Rma>, 
/**
 * Damaged-parcel claims.
 */
claims: Array<Claim>, 
/**
 * Every crediting of units so far, also one that paid nothing back.
 */
credits: Array<Credit>, 
/**
 * Pre-orders: additional authorisations that the customer was asked for (PRE-2).
 */
asked_authorisations?: Array<AskedAuthorisation>, 
/**
 * Exceptions that were asked for or made (domain §13).
 */
exceptions?: Array<Exception>, 
/**
 * Money given back without a unit credited (EXC-4).
 */
goodwill?: Array<Goodwill>, };

export type OrderForm = { 
/**
 * The address; none where the customer has none, and nothing goes.
 */
to: string | null, language: Language, subject: string, body: string, state: FormState, };

export type OrderKind = "regular" | "pre_order";

export type OrderPage = { order: Order, version: number, customer: OrderCustomer, terms: OrderTerms, ledger: Array<LineLedger>, amounts: OrderAmounts, offers: Array<Offer>, timeline: Array<TimelineEntry>, documents: Array<DocumentRef>, 
/**
 * The cases about it, those that are not closed first.
 */
cases: Array<CaseRow>, 
/**
 * Parcels in quarantine that belong to it.
 */
strays: Array<StrayRow>, flags: Array<CustomerFlag>, state: OrderState, 
/**
 * The exceptions of which the centre has not said yet that they are so, by id.
 */
provisional: Array<string>, 
/**
 * What the payments still hold: goodwill may take no more.
 */
left_to_refund: string, 
/**
 * The hashes of the claims' files that are at this desk; the others are at the centre.
 */
evidence_here: Array<string>, 
/**
 * How each damage claim stands, in the order of the order's own.
 */
claims: Array<ClaimStanding>, 
/**
 * The e-mail that confirms it, where an agent placed it (ORD-1).
 */
order_form: OrderForm | null, };

export type OrderPreview = { decision: Decision, order: Order, 
/**
 * Every line, gifts too.
 */
lines: Array<LineLedger>, amounts: OrderAmounts, terms: OrderTerms, order_form: OrderForm, };

export type OrderRow = { order: OrderSummary, flags: Array<CustomerFlag>, customer: string | null, 
/**
 * None where they are not known here.
 */
customer_name: string | null, };

export type OrderScope = "all" | "open_rma" | "pre_order" | "refused_parcel" | "open_claim";

export type OrderState = "offer" | "paid" | "open" | "partly_shipped" | "in_transit" | "delivered" | "return_open" | "refused" | "cancelled" | "closed";

export type OrderSummary = { 
/**
 * Its number.
 */
number: string, 
/**
 * The day it was placed, where it was placed.
 */
placed_on: string, 
/**
 * With tax.
 */
total: string, 
/**
 * ISO 4217.
 */
currency: string, 
/**
 * Where it stands.
 */
state: OrderState, 
/**
 * Units of hardware that have not shipped.
 */
open_units: number, 
/**
 * The first article's name.
 */
first_article: string, 
/**
 * How many different articles.
 */
articles: number, 
/**
 * What ends next.
 */
next_deadline: NextDeadline | null, };

export type OrderTerms = { id: string, accepted_on: string | null, };

export type OrdersArgs = { scope: OrderScope, 
/**
 * The place of the first row, from zero; the newest order is there.
 */
from: number, 
/**
 * Rows, at most 500.
 */
count: number, };

export type OrdersPage = { from: number, rows: Array<OrderRow>, counts: OrderCounts, };

export type Outcome = "allowed" | "refused" | "choice_required";

export type OutcomeCount = { before: Outcome, after: Outcome, count: number, };

export type Owed = { amount: string, due_on: string, invoice: string | null, days_late: number, 
/**
 * What each event costs (NPY-1).
 */
costs: Partial<Record<HandlingEvent, string>>, 
/**
 * How often each happened since it was due, by the steps that were taken.
 */
happened: Partial<Record<HandlingEvent, number>>, assess: AccountOffer, };

export type Paper = "a4" | "label";

export type ParcelOn = { 
/**
 * The shipment's id.
 */
shipment: string, 
/**
 * The day.
 */
on: string, };

export type Parts = { 
/**
 * Per line credited.
 */
goods: Array<GoodsPart>, 
/**
 * Delivery, where the order has one.
 */
delivery: DeliveryPart | null, 
/**
 * Per gift line.
 */
promotional: Array<PromotionalPart>, 
/**
 * Per line with wear.
 */
diminished: Array<DiminishedPart>, };

export type Payer = "customer" | "merchant";

export type Payment = { 
/**
 * Id within the order.
 */
id: string, 
/**
 * How.
 */
method: PaymentMethod, 
/**
 * Authorised so far.
 */
authorised: Amount, 
/**
 * Captured so far, at most what is authorised.
 */
captured: Amount, 
/**
 * Refunded so far, at most what is captured.
 */
refunded: Amount, };

export type PaymentMeans = { 
/**
 * What sort.
 */
kind: PaymentMeansKind, 
/**
 * The last four figures, all that is kept of the number.
 */
last4: string | null, };

export type PaymentMeansKind = "card" | "sepa_debit" | "transfer";

export type PaymentMethod = "card" | "cheque" | "bank_transfer" | "credit";

export type Period = { 
/**
 * First day.
 */
start: string, 
/**
 * The day after the last.
 */
end: string, };

export type Person = { 
/**
 * Their id.
 */
id: string, 
/**
 * Their name as it was then.
 */
name: string, };

export type PlaceOrderArgs = { 
/**
 * Made when the page opens: the same id is never taken twice.
 */
command_id: string, 
/**
 * The number is the desk's to give: what stands in its place is not read.
 */
basket: Basket, };

export type Placed = { 
/**
 * As it was stored: asking again gives the same.
 */
decision: Decision, 
/**
 * Its number, of this desk's series.
 */
number: string, version: number, undo_until: string | null, };

export type Preview = { decision: Decision, version: number, effects: Array<SideEffect>, };

export type PreviewAccountArgs = { customer: string, command: AccountCommand, 
/**
 * For a customer who has no account.
 */
opening?: NewAccount, };

export type PreviewArgs = { order: string, command: OrderCommand, };

export type PreviewOrderArgs = { 
/**
 * The number is the desk's to give: what stands in its place is not read.
 */
basket: Basket, };

export type PromotionalPart = { 
/**
 * The gift's line.
 */
line: string, 
/**
 * Pieces deducted.
 */
pieces: number, 
/**
 * Value of a piece.
 */
value: string, 
/**
 * What is due for them.
 */
due: string, 
/**
 * What could be taken off (REF-6).
 */
amount: string, 
/**
 * Why.
 */
reason: PromotionalReason, };

export type PromotionalReason = "units_left" | "returned" | "kept" | "received" | "damaged" | "settled_before";

export type PutAsideArgs = { 
/**
 * Made when the form opens: the same id is never taken twice.
 */
command_id: string, arrived_on: string, scanned: string | null, carrier: string | null, tracking: string | null, sender: string | null, place: string | null, goods: Array<StrayGoods>, photos: Array<Evidence>, 
/**
 * The order that it seems to belong to.
 */
order: string | null, };

export type Queue = { commands: Array<QueuedCommand>, 
/**
 * Commands that wait, also those that are too many to be listed.
 */
waiting: number, };

export type QueueState = "waiting" | "behind" | "sealed" | "answered" | "settled" | "withdrawn";

export type QueuedCommand = { id: string, about: About, asked: Asked, state: QueueState, 
/**
 * What became of it, once settled.
 */
verdict: Verdict | null, 
/**
 * Why it would not be taken on what is known by now; the centre has the last word.
 */
doubt: Conflict | null, 
/**
 * `undo` would work.
 */
can_undo: boolean, };

export type Rate = string;

export type Reading = { 
/**
 * As typed.
 */
typed: string, 
/**
 * As read.
 */
read_as: string, };

export type ReceiveReturn = { 
/**
 * The RMA's number.
 */
rma: string, 
/**
 * What came, in which condition.
 */
lines: Array<ReceivedLine>, 
/**
 * Gift pieces in the parcel.
 */
promotional_returned?: Array<LineQuantity>, 
/**
 * The day the customer sent it, if known (RET-8).
 */
sent_on?: string, 
/**
 * The day it arrived.
 */
received_on: string, 
/**
 * What the customer paid for the way back, documented (REF-5).
 */
return_cost?: Amount, 
/**
 * Photos of what came, which show its condition (REF-4).
 */
photos?: Array<Evidence>, };

export type ReceivedLine = { 
/**
 * The line's id.
 */
line: string, 
/**
 * Units, at least one.
 */
quantity: number, 
/**
 * Percent of this credit's net for these units, 0 to 100.
 */
diminished_percent?: Amount, 
/**
 * Or an amount, at most that net.
 */
diminished_amount?: Amount, };

export type Refund = { 
/**
 * Net of the units (REF-1).
 */
goods: string, 
/**
 * Net of delivery (REF-2).
 */
delivery: string, 
/**
 * Taken off for gifts kept (REF-3).
 */
promotional: string, 
/**
 * Taken off for wear (REF-4).
 */
diminished: string, 
/**
 * Net per rate (REF-6).
 */
bases: Record<string, string>, 
/**
 * Tax per rate (MON-6).
 */
tax: Record<string, string>, 
/**
 * The customer's documented cost of the way back (REF-5).
 */
reimbursement: string, 
/**
 * Deductions that exceed what is refunded (REF-6).
 */
unrecovered: string, 
/**
 * Lowered to what is left of the payments (REF-7).
 */
capped: boolean, 
/**
 * What the customer gets.
 */
total: string, 
/**
 * Where it goes (REF-8).
 */
tenders: Array<Tender>, 
/**
 * How each amount came about.
 */
parts: Parts, };

export type RefundsIn = { 
/**
 * The currency.
 */
currency: Currency, 
/**
 * How many.
 */
count: number, 
/**
 * How much in all.
 */
total: string, 
/**
 * By the clause of the rule that they rest on, the largest amount first.
 */
by_clause: Array<ClauseRefunds>, };

export type RegisterCustomerArgs = { 
/**
 * Made when the page opens: the same id is never taken twice.
 */
command_id: string, details: CustomerDetails, };

export type ReleaseShipment = { 
/**
 * What leaves; without it nothing does, and the decision only says whether it might.
 */
parcel?: NewParcel, };

export type Remedy = "replacement" | "refund";

export type Replacement = { 
/**
 * The day it left.
 */
shipped_on: string, 
/**
 * Who carries it.
 */
carrier: string, 
/**
 * The carrier's number for it.
 */
tracking?: string, 
/**
 * The day it arrived (DMG-4).
 */
delivered_on?: string, };

export type ReportDamage = { 
/**
 * The parcel.
 */
shipment: string, 
/**
 * The damaged units.
 */
lines: Array<LineQuantity>, 
/**
 * The day the customer told us.
 */
reported_on: string, 
/**
 * Whether a replacement can be sent (DMG-3).
 */
in_stock: boolean, 
/**
 * Our number for the claim, unique in the order; a desk gives one of its series.
 */
number?: string, 
/**
 * What happened, as the customer tells it.
 */
account?: string, 
/**
 * The reserves on the carrier's slip.
 */
reserves?: string, 
/**
 * Photos and papers.
 */
evidence?: Array<Evidence>, };

export type RequestReturn = { 
/**
 * Which units.
 */
lines: Array<LineQuantity>, 
/**
 * Why; asked for, but not a condition (RET-5).
 */
reason: ReturnReason | null, 
/**
 * The day the customer told us; the day of the command where it is left out.
 */
notified_on?: string, };

export type ResolveArgs = { command: string, how: ResolveHow, };

export type ResolveHow = "let_go" | "ask_again";

export type Resolved = { 
/**
 * The new command, where it was asked again.
 */
asked: string | null, };

export type ReturnReason = "change_of_mind" | "faulty" | "not_as_described" | "incompatible_requirements" | "other";

export type Returned = { 
/**
 * What is counted here: a reason (`not_said` where none was given), an article's number or a week's Monday.
 */
key: string, 
/**
 * The article's name.
 */
name?: string, 
/**
 * Returns that were asked for.
 */
returns: number, 
/**
 * Units in them.
 */
units: number, };

export type Rma = { 
/**
 * Its number.
 */
number: string, 
/**
 * The day the customer told us.
 */
notified_on: string, 
/**
 * Why, if the customer said.
 */
reason: ReturnReason | null, 
/**
 * Granted under the statutory withdrawal (EU-1), not the contract's period.
 */
statutory: boolean, 
/**
 * What may come back and what did.
 */
lines: Array<RmaLine>, 
/**
 * Where it stands.
 */
status: RmaStatus, 
/**
 * Photos of what came back, as it came (REF-4).
 */
photos?: Array<Evidence>, };

export type RmaLine = { 
/**
 * The line.
 */
line: string, 
/**
 * Units authorised.
 */
quantity: number, 
/**
 * Units received.
 */
received: number, };

export type RmaStatus = "open" | "received" | "expired";

export type Role = "agent" | "supervisor" | "warehouse" | "admin";

export type RuleCount = { rule: string, count: number, };

export type SavedTable = "reasons" | "articles" | "weeks" | "clauses" | "times" | "carriers" | "agents";

export type SearchAtCentre = { text: string, };

export type Selling = { 
/**
 * The currency of its prices (MON-2).
 */
currency: Currency, 
/**
 * The rate of what is sold there.
 */
tax_rate: Rate, 
/**
 * Days are counted in this zone (CAL-1).
 */
time_zone: TimeZone, };

export type Service = { 
/**
 * Id in the catalogue.
 */
id: string, 
/**
 * Billed, or included for nothing.
 */
paid: boolean, 
/**
 * Net price per period.
 */
price: Amount, 
/**
 * Where it stands.
 */
status: ServiceStatus, 
/**
 * Its first day.
 */
started_on: string, 
/**
 * The day it stops.
 */
stops_on: string | null, 
/**
 * Video: days that recordings are kept (SUB-1).
 */
retention_days?: number, 
/**
 * Video: the cameras recorded (SUB-1).
 */
cameras?: Array<string>, };

export type ServiceAccount = AccountFacts;

export type ServiceOn = { 
/**
 * The service's id.
 */
service: string, 
/**
 * The day; the day of the command where it is left out.
 */
on?: string, };

export type ServicePart = "included" | "video" | "security";

export type ServiceRow = { id: string, part: ServicePart, name: Bilingual, summary: Bilingual | null, 
/**
 * None where it was never subscribed to.
 */
status: ServiceStatus | null, 
/**
 * Net, per period: what is paid, or what it would cost; none for what is included and for video not chosen yet.
 */
price: string | null, started_on: string | null, stops_on: string | null, retention_days: number | null, cameras: Array<string>, 
/**
 * Video: what to choose from.
 */
durations: Array<Duration>, 
/**
 * It can be subscribed to today by what the merchant sells.
 */
offered: boolean, offers: Array<AccountOffer>, };

export type ServiceStatus = "active" | "ending" | "ended";

export type SetCentreSettings = { settings: CentreSettings, };

export type SetSettings = { settings: Settings, };

export type Settings = { 
/**
 * The agent's language.
 */
language: Language, 
/**
 * Light or dark.
 */
theme: Theme, };

export type ShipReplacement = { 
/**
 * The claim's name.
 */
claim: string, 
/**
 * The day.
 */
on: string, 
/**
 * Who carries it.
 */
carrier: string, 
/**
 * The carrier's number for it.
 */
tracking?: string, };

export type Shipment = { 
/**
 * Id within the order.
 */
id: string, 
/**
 * Who carries it.
 */
carrier: string, 
/**
 * The carrier's number for it.
 */
tracking: string | null, 
/**
 * What is in it.
 */
lines: Array<LineQuantity>, 
/**
 * When it left.
 */
shipped_on: string | null, 
/**
 * When it arrived.
 */
delivered_on: string | null, 
/**
 * When it was refused at the door.
 */
refused_on: string | null, 
/**
 * When the warehouse had the refused parcel back (DEL-3).
 */
back_on?: string, 
/**
 * The id of the command that let it leave, where one did: the shop's own parcels have none.
 */
released_in?: string, };

export type Side = { 
/**
 * Who, by name; none for the shop itself.
 */
who: string | null, 
/**
 * When: by the desk's clock for the command in question, by the centre's for what came first.
 */
at: string, 
/**
 * What: a command's name, or `ingested`, `erased`, `published`.
 */
what: string, 
/**
 * The command, where it was one.
 */
command: string | null, 
/**
 * What was asked, where it was a command.
 */
action: unknown, };

export type SideEffect = { service: string, text_code: string, cameras: number, };

export type SignInArgs = { login: string, password: string, };

export type SignInWays = { 
/**
 * By an account of the company.
 */
company: boolean, };

export type SignedIn = { name: string, login: string, role: Role, 
/**
 * The most that one command may pay back, in the order's currency; none for no bound.
 */
refund_limit: string | null, 
/**
 * By an account of the company: a word that they chose unlocks the desk, not a password.
 */
company: boolean, };

export type Span = { 
/**
 * The piece.
 */
text: string, 
/**
 * Whether it matched.
 */
marked: boolean, };

export type Spread = { 
/**
 * From this many days.
 */
from: number, 
/**
 * To this many; none for more than that.
 */
to: number | null, 
/**
 * How many refunds.
 */
count: number, };

export type Standing = { "is": "local" } | { "is": "online" } | { "is": "offline", 
/**
 * The last instant at which it did (RFC 3339); none where it never has.
 */
since: string | null, } | { "is": "must_enrol" } | { "is": "must_upgrade" } | { "is": "revoked" } | { "is": "bootstrapping", 
/**
 * Aggregates that are here.
 */
done: number, 
/**
 * Aggregates there are; 0 until it is known.
 */
total: number, 
/**
 * All are here, and are filed by what they are found by.
 */
filing: boolean, };

export type StartCaseArgs = { 
/**
 * Made when the page opens: the same id is never taken twice.
 */
command_id: string, customer: string, channel: ContactChannel, subject: string, orders: Array<string>, services: Array<string>, note: string | null, 
/**
 * The drafts that are sent with it.
 */
drafts: Array<string>, };

export type Step = { kind: MeasureKind, 
/**
 * The day it was last taken.
 */
last_on: string | null, 
/**
 * It stands now: what is offered is to lift it.
 */
standing: boolean, offer: AccountOffer, };

export type StrayCommand = { "type": "note_stray", 
/**
 * What.
 */
text: string, } | { "type": "describe_stray", 
/**
 * What lies in it.
 */
goods: Array<StrayGoods>, 
/**
 * Where it lies.
 */
place?: string, } | { "type": "match_stray", 
/**
 * The order.
 */
order: string | null, 
/**
 * The customer of that order.
 */
customer: string | null, } | { "type": "photograph_stray", 
/**
 * The files.
 */
photos: Array<Evidence>, } | { "type": "settle_stray", 
/**
 * How it is settled.
 */
how: StrayEnd, 
/**
 * The day.
 */
on: string, };

export type StrayDeed = { "type": "noted", 
/**
 * What.
 */
text: string, } | { "type": "described" } | { "type": "matched", 
/**
 * Which.
 */
order: string | null, } | { "type": "photographed", 
/**
 * How many.
 */
photos: number, } | { "type": "settled" };

export type StrayEnd = { "type": "received", 
/**
 * Under this RMA, where it was a return.
 */
rma?: string, } | { "type": "sent_back", 
/**
 * Who carries it.
 */
carrier: string, 
/**
 * The carrier's number for it.
 */
tracking?: string, } | { "type": "disposed", 
/**
 * Why.
 */
reason: string, };

export type StrayEntry = { 
/**
 * The command that wrote it.
 */
id: string, 
/**
 * When.
 */
at: string, 
/**
 * Who.
 */
by: Person, 
/**
 * What.
 */
what: StrayDeed, };

export type StrayGoods = { 
/**
 * What it is, as whoever opened the parcel sees it.
 */
what: string, 
/**
 * How many.
 */
quantity: number, 
/**
 * The serial number, where one can be read.
 */
serial?: string, 
/**
 * In which condition.
 */
condition?: string, };

export type StrayOrder = { number: string, customer: string | null, customer_name: string | null, 
/**
 * RMAs that still await units.
 */
rmas: Array<string>, 
/**
 * Every RMA of it.
 */
issued: Array<string>, 
/**
 * RMAs under which something came in and that await nothing more, the last one last.
 */
taken_in: Array<string>, 
/**
 * Refused parcels that have not come back, by their ids.
 */
refused: Array<string>, };

export type StrayPage = { parcel: StrayParcel, 
/**
 * Whole days since it came, until it was settled.
 */
days: number, 
/**
 * The order that it is tied to, where that can be opened here.
 */
order: StrayOrder | null, 
/**
 * Photos that are at this desk, by their hashes.
 */
photos_here: Array<string>, 
/**
 * Entries that the centre has not heard of, by their commands.
 */
provisional: Array<string>, 
/**
 * Commands that it has not heard of, the first of all among them; none where there is no centre.
 */
waiting: number, 
/**
 * Whether whoever sits here may throw it away.
 */
may_dispose: boolean, today: string, };

export type StrayParcel = { 
/**
 * Its number, which is written on it.
 */
number: string, 
/**
 * The day it came.
 */
arrived_on: string, 
/**
 * What was scanned or typed and led to nothing.
 */
scanned?: string, 
/**
 * Who brought it.
 */
carrier?: string, 
/**
 * The carrier's number for it.
 */
tracking?: string, 
/**
 * Who sent it, as it stands on the parcel.
 */
sender?: string, 
/**
 * Where it lies.
 */
place?: string, 
/**
 * What lies in it; nothing while it is not opened.
 */
goods?: Array<StrayGoods>, 
/**
 * Photos of it.
 */
photos?: Array<Evidence>, 
/**
 * The order that it belongs to, as far as somebody found.
 */
order?: string, 
/**
 * The customer of that order: what is known of the parcel goes with them.
 */
customer?: string, 
/**
 * When it was put aside.
 */
put_aside_at: string, 
/**
 * Who put it aside.
 */
put_aside_by: Person, 
/**
 * What became of it.
 */
settled?: StraySettled, 
/**
 * What happened since, oldest first. It only grows.
 */
log?: Array<StrayEntry>, };

export type StrayRow = { number: string, arrived_on: string, 
/**
 * Whole days since it came, until it was settled.
 */
days: number, scanned: string | null, carrier: string | null, tracking: string | null, sender: string | null, place: string | null, goods: Array<StrayGoods>, photos: number, order: string | null, 
/**
 * None where they are not known here.
 */
customer_name: string | null, settled: StraySettled | null, };

export type StrayScope = "waiting" | "settled";

export type StraySettled = { 
/**
 * How.
 */
how: StrayEnd, 
/**
 * The day.
 */
on: string, 
/**
 * By whom.
 */
by: Person, };

export type StrayTaken = { 
/**
 * The parcel; a new one has a number of this desk's series.
 */
stray: string, undo_until: string | null, };

export type StraysArgs = { scope: StrayScope, 
/**
 * Only those that lie here and bear this number, whatever the scope.
 */
called?: string, };

export type StraysPage = { waiting: number, rows: Array<StrayRow>, };

export type Subscribe = { 
/**
 * The service's id.
 */
service: string, 
/**
 * Net price per period.
 */
price: Amount, 
/**
 * First day; the day of the command where it is left out.
 */
on?: string, 
/**
 * Video: days that recordings are kept.
 */
retention_days?: number, 
/**
 * Video: the cameras recorded.
 */
cameras?: Array<string>, };

export type SyncState = { standing: Standing, 
/**
 * Commands that wait for the centre's verdict.
 */
waiting: number, 
/**
 * Open items of `attention`.
 */
attention: number, 
/**
 * When the last exchange went through (RFC 3339).
 */
last_sync: string | null, 
/**
 * The centre's address, once enrolled.
 */
server: string | null, 
/**
 * What people call this desk, once enrolled.
 */
device_name: string | null, 
/**
 * Who is signed in. None at an enrolled desk: `sign_in` comes before anything can be taken.
 */
agent: SignedIn | null, 
/**
 * Without a word from the centre until then (RFC 3339), nothing more is taken; reading goes on. None where there is
 * no such bound.
 */
lease_until: string | null, 
/**
 * That instant has passed: `take` answers `lease_over`.
 */
lease_over: boolean, 
/**
 * Every command but `unlock`, `sync_state` and `app_info` answers `locked`.
 */
locked: boolean, 
/**
 * Somebody is signed in whose password would unlock it again: `lock` works.
 */
can_lock: boolean, 
/**
 * Seconds after which a taken command is sent; until then it can be undone.
 */
hold_seconds: number, 
/**
 * The orders that are here are those of so many months and those still open; 0 where all are.
 */
orders_months: number, };

export type TakeAccountArgs = { 
/**
 * Made when the panel opens: the same id is never taken twice.
 */
command_id: string, customer: string, 
/**
 * The version that the agent saw.
 */
version: number, command: AccountCommand, 
/**
 * For a customer who has no account.
 */
opening?: NewAccount, };

export type TakeArgs = { 
/**
 * Made when the panel opens: the same id is never taken twice.
 */
command_id: string, order: string, 
/**
 * The version that the agent saw.
 */
version: number, command: OrderCommand, };

export type Taken = { 
/**
 * As it was stored: asking again gives the same.
 */
decision: Decision, rma_number: string | null, 
/**
 * The credit's place in the order.
 */
credit: number | null, documents: Array<DocumentRef>, version: number, undo_until: string | null, };

export type Target = { "kind": "customer", 
/**
 * Their id.
 */
id: string, } | { "kind": "order", 
/**
 * Its number.
 */
number: string, } | { "kind": "case", 
/**
 * Its number.
 */
number: string, } | { "kind": "stray", 
/**
 * Its number.
 */
number: string, };

export type Tender = { 
/**
 * The payment it goes back to; none for a reimbursement.
 */
payment: string | null, 
/**
 * How.
 */
method: PaymentMethod, 
/**
 * How much.
 */
amount: string, };

export type TermsClause = { id: string, title: Bilingual, summary: Bilingual, };

export type TermsRule = { id: string, clause: string, summary: Bilingual, };

export type TermsText = { id: string, effective_on: string, clauses: Array<TermsClause>, rules: Array<TermsRule>, };

export type Text = { 
/**
 * English.
 */
en: string, 
/**
 * French.
 */
fr: string, };

export type Theme = "system" | "light" | "dark";

export type TimeToRefund = { 
/**
 * Over all; none where nothing was waited for.
 */
all: Times | null, 
/**
 * By what was waited for.
 */
by: Array<TimesOf>, 
/**
 * How they spread.
 */
spread: Array<Spread>, };

export type TimeZone = string;

export type TimelineEntry = { 
/**
 * An instant (RFC 3339), or a day where no more is known.
 */
at: string, kind: TimelineKind, reference: string | null, order: string | null, 
/**
 * The customer whose service account it is about.
 */
account: string | null, 
/**
 * The case that it is about.
 */
case: string | null, 
/**
 * The parcel in quarantine that it is about.
 */
stray: string | null, lines: Array<NamedQuantity>, amount: AmountOf | null, agent: string | null, 
/**
 * It waits for the centre.
 */
waiting: boolean, 
/**
 * The centre did not take it: nothing of it is so.
 */
rejected: boolean, carrier: string | null, 
/**
 * The command that did it, here or at another desk: entries of one command have the same.
 */
command: string | null, 
/**
 * What the centre made of that command, once it has.
 */
verdict: TimelineVerdict | null, };

export type TimelineKind = "ordered" | "paid" | "shipped" | "delivered" | "authorisation_asked" | "refused" | "cancelled" | "return_asked" | "returned" | "refunded" | "claim" | "evidence_added" | "claim_filed" | "claim_accepted" | "claim_rejected" | "claim_paid" | "claim_closed" | "replacement_shipped" | "replacement_delivered" | "undone" | "imported" | "data_handed_out" | "subscribed" | "service_ended" | "service_reactivated" | "service_withdrawn" | "service_discontinued" | "payment_changed" | "non_payment_assessed" | "reminded" | "services_interrupted" | "services_suspended" | "account_ended" | "measure_lifted" | "registered" | "amended" | "terms_accepted" | "exception_asked" | "exception_granted" | "exception_declined" | "goodwill" | "case_opened" | "case_noted" | "case_waiting" | "case_closed" | "case_reopened" | "case_handed_over" | "case_related" | "task_added" | "task_given" | "task_done" | "stray_put_aside" | "stray_noted" | "stray_matched" | "stray_received" | "stray_sent_back" | "stray_disposed";

export type TimelineVerdict = "applied" | "applied_differently" | "rejected";

export type Times = { 
/**
 * How many refunds.
 */
count: number, 
/**
 * Half of them took no longer.
 */
median: number, 
/**
 * Nine of ten took no longer.
 */
p90: number, };

export type TimesOf = { 
/**
 * Which sort.
 */
what: Waited, 
/**
 * The times.
 */
times: Times, };

export type UndoArgs = { command_id: string, };

export type Undone = { version: number, };

export type UnlockArgs = { password: string, };

export type Unpaid = { 
/**
 * The principal.
 */
amount: Amount, 
/**
 * When it was due.
 */
due_on: string, 
/**
 * The invoice it belongs to.
 */
invoice?: string, };

export type Upshot = { 
/**
 * The edition of the terms that ruled.
 */
pack: string, 
/**
 * Paid back, in the aggregate's currency.
 */
total?: Amount, 
/**
 * The RMA issued.
 */
rma?: string, 
/**
 * The credit note issued: the centre's alone.
 */
credit_note?: string, 
/**
 * What a new order costs, tax included.
 */
price?: Amount, 
/**
 * The days that were named.
 */
deadlines?: Record<string, string>, };

export type Verdict = { "result": "applied", 
/**
 * What came of it.
 */
upshot: Upshot, } | { "result": "applied_differently", 
/**
 * What came of it.
 */
upshot: Upshot, 
/**
 * What is otherwise.
 */
differences: Array<Difference>, } | { "result": "rejected", 
/**
 * Why, with both sides' facts.
 */
conflict: Conflict, };

export type Waited = "return" | "refused_delivery" | "damage";

export type WhatIfArgs = { 
/**
 * An id of the window's making.
 */
run: string, 
/**
 * How many months back, 1 to 36; of a run that has begun it counts no more.
 */
months: number, 
/**
 * The draft: a whole terms pack as JSON text. It rules nothing. Of a run that has begun it is not read any more.
 */
draft: string | null, };

export type WhatIfFound = { 
/**
 * The draft's id.
 */
draft: string, 
/**
 * The first day.
 */
from: string, 
/**
 * The last day.
 */
to: string, 
/**
 * Decisions compared.
 */
compared: number, 
/**
 * Those that the draft decides alike.
 */
same: number, 
/**
 * Those of which the facts of then cannot be worked out.
 */
not_reproduced: number, 
/**
 * Commands on service accounts, of which no facts of then are kept.
 */
on_services: number, 
/**
 * How many differ in what.
 */
kinds: Array<KindCount>, 
/**
 * Outcomes that change.
 */
outcomes: Array<OutcomeCount>, 
/**
 * Money of all that was compared.
 */
money: Array<MoneyBothWays>, 
/**
 * Rules that have a part in a change, the weightiest first.
 */
rules: Array<RuleCount>, 
/**
 * What changes, the weightiest first; all of it is in the file.
 */
changed: Array<ChangedDecision>, 
/**
 * How many more there are.
 */
more: number, };

export type WhatIfStep = { 
/**
 * Orders looked at.
 */
looked_at: number, 
/**
 * Orders to be looked at.
 */
of: number, 
/**
 * What was found, once all were looked at.
 */
found: WhatIfFound | null, };

export interface CommandMap {
  app_info: { args: Nothing; answer: AppInfo };
  set_settings: { args: SetSettings; answer: Settings };
  find: { args: Find; answer: FindAnswer };
  recent_customers: { args: Nothing; answer: Array<Hit> };
  open_customer: { args: ById; answer: CustomerPage };
  customer_history: { args: ById; answer: CustomerHistory };
  new_customer: { args: Nothing; answer: NewCustomerPage };
  check_customer: { args: CheckCustomerArgs; answer: CustomerCheck };
  register_customer: { args: RegisterCustomerArgs; answer: CustomerTaken };
  amend_customer: { args: AmendCustomerArgs; answer: CustomerTaken };
  accept_terms: { args: AcceptTermsArgs; answer: CustomerTaken };
  weigh_erasure: { args: ById; answer: ErasurePage };
  erase_customer: { args: ById; answer: ErasureTaken };
  orders: { args: OrdersArgs; answer: OrdersPage };
  open_order: { args: ByNumber; answer: OrderPage };
  cases: { args: CasesArgs; answer: CasesPage };
  open_case: { args: ByNumber; answer: CasePage };
  new_case: { args: NewCaseArgs; answer: NewCasePage };
  start_case: { args: StartCaseArgs; answer: CaseTaken };
  on_case: { args: OnCaseArgs; answer: CaseTaken };
  answers: { args: AnswersArgs; answer: AnswersPage };
  compose_answer: { args: ComposeArgs; answer: ComposedAnswer };
  strays: { args: StraysArgs; answer: StraysPage };
  open_stray: { args: ByNumber; answer: StrayPage };
  put_aside: { args: PutAsideArgs; answer: StrayTaken };
  on_stray: { args: OnStrayArgs; answer: StrayTaken };
  draft: { args: DraftPlace; answer: string | null };
  keep_draft: { args: KeepDraftArgs; answer: DraftKept };
  preview: { args: PreviewArgs; answer: Preview };
  take: { args: TakeArgs; answer: Taken };
  undo: { args: UndoArgs; answer: Undone };
  open_account: { args: ById; answer: AccountPage };
  preview_account: { args: PreviewAccountArgs; answer: AccountPreview };
  take_account: { args: TakeAccountArgs; answer: AccountTaken };
  new_order: { args: ById; answer: NewOrderPage };
  preview_order: { args: PreviewOrderArgs; answer: OrderPreview };
  place_order: { args: PlaceOrderArgs; answer: Placed };
  lay_file: { args: LayFile; answer: LaidFile };
  evidence_file: { args: EvidenceArgs; answer: EvidenceFile };
  gather_evidence: { args: GatherArgs; answer: Gathered };
  document_pages: { args: DocumentArgs; answer: DocumentPages };
  terms: { args: ById; answer: TermsText };
  recent_history: { args: Limit; answer: Array<TimelineEntry> };
  sync_state: { args: Nothing; answer: SyncState };
  queue: { args: Nothing; answer: Queue };
  approvals: { args: Nothing; answer: Array<Approval> };
  deadlines: { args: Nothing; answer: Deadlines };
  figures: { args: FiguresArgs; answer: FiguresStep };
  what_if: { args: WhatIfArgs; answer: WhatIfStep };
  behind_figure: { args: BehindArgs; answer: BehindBar };
  attention: { args: Nothing; answer: Array<AttentionItem> };
  resolve: { args: ResolveArgs; answer: Resolved };
  enrol: { args: EnrolArgs; answer: SyncState };
  sign_in: { args: SignInArgs; answer: SyncState };
  sign_in_ways: { args: Nothing; answer: SignInWays };
  company_begin: { args: CompanyBeginArgs; answer: CompanyPage };
  company_finish: { args: CompanyFinishArgs; answer: SyncState };
  company_cancel: { args: Nothing; answer: SyncState };
  sign_out: { args: Nothing; answer: SyncState };
  lock: { args: Nothing; answer: SyncState };
  unlock: { args: UnlockArgs; answer: SyncState };
  present: { args: Nothing; answer: SyncState };
  sync_now: { args: Nothing; answer: SyncState };
  search_at_centre: { args: SearchAtCentre; answer: FindAnswer };
  centre_settings: { args: Nothing; answer: CentreSettings };
  set_centre_settings: { args: SetCentreSettings; answer: CentreSettings };
}

export const COMMANDS = [
  "app_info",
  "set_settings",
  "find",
  "recent_customers",
  "open_customer",
  "customer_history",
  "new_customer",
  "check_customer",
  "register_customer",
  "amend_customer",
  "accept_terms",
  "weigh_erasure",
  "erase_customer",
  "orders",
  "open_order",
  "cases",
  "open_case",
  "new_case",
  "start_case",
  "on_case",
  "answers",
  "compose_answer",
  "strays",
  "open_stray",
  "put_aside",
  "on_stray",
  "draft",
  "keep_draft",
  "preview",
  "take",
  "undo",
  "open_account",
  "preview_account",
  "take_account",
  "new_order",
  "preview_order",
  "place_order",
  "lay_file",
  "evidence_file",
  "gather_evidence",
  "document_pages",
  "terms",
  "recent_history",
  "sync_state",
  "queue",
  "approvals",
  "deadlines",
  "figures",
  "what_if",
  "behind_figure",
  "attention",
  "resolve",
  "enrol",
  "sign_in",
  "sign_in_ways",
  "company_begin",
  "company_finish",
  "company_cancel",
  "sign_out",
  "lock",
  "unlock",
  "present",
  "sync_now",
  "search_at_centre",
  "centre_settings",
  "set_centre_settings",
] as const satisfies readonly (keyof CommandMap)[];
