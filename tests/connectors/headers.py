"""The headers that HubSpot and Salesforce write, and plain ones, with the table they are for."""

HUBSPOT = {
    "account": "Record ID,Company name,Company owner,Create Date,Phone Number,Last Activity Date,"
    "City,Country/Region,Industry,State/Region,Postal Code,Street Address,Website URL,"
    "Company Domain Name,Number of Employees,Annual Revenue,Time Zone,Description,"
    "LinkedIn Company Page,Type,Lifecycle Stage,Associated Contact,Associated Deal,Parent Company,"
    "Year Founded",
    "contact": "Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,"
    "Contact owner,Primary Associated Company ID,Associated Company,Associated Company IDs,"
    "Last Activity Date,Lead Status,Marketing contact status,Create Date,Company Name,Job Title,"
    "Lifecycle Stage,City,State/Region,Country/Region,Unsubscribed from all email,Original Source",
    "lead": "Record ID,Lead Name,First Name,Last Name,Email,Company Name,Lead Status,Lead Source,"
    "Lead owner,Create Date",
    "opportunity": "Record ID,Deal Name,Deal Stage,Close Date,Deal owner,Amount,"
    "Amount in company currency,Currency,Pipeline,Deal Type,Create Date,Associated Company,"
    "Associated Company IDs,Associated Contact,Last Activity Date,Closed Lost Reason,"
    "Closed Won Reason,Deal probability,Is Closed Won,Is closed lost,Forecast category,Next step",
    "activity": "Record ID,Task Title,Task Type,Due date,Task Status,Assigned to,"
    "Associated Contact,Associated Company,Associated Deal,Create date,Priority,Task Notes",
}
SALESFORCE_REPORT = {
    "account": "Account ID,Account Name,Account Owner,Type,Industry,Billing Street,Billing City,"
    "Billing State/Province,Billing Zip/Postal Code,Billing Country,Phone,Website,Employees,"
    "Annual Revenue,Annual Revenue Currency,Parent Account,Created Date,Last Activity,"
    "Account Source,Description,Last Modified Date",
    "contact": "Contact ID,Salutation,First Name,Last Name,Title,Account Name,Account ID,"
    "Mailing Street,Mailing City,Mailing State/Province,Mailing Zip/Postal Code,Mailing Country,"
    "Phone,Mobile,Email,Contact Owner,Lead Source,Email Opt Out,Created Date,Last Activity,"
    "Department,Reports To",
    "lead": "Lead ID,First Name,Last Name,Title,Company / Account,Email,Phone,Mobile,Lead Source,"
    "Lead Status,Industry,Street,City,State/Province,Zip/Postal Code,Country,Lead Owner,"
    "Created Date,Converted,Converted Date,Rating,Annual Revenue,No. of Employees",
    "opportunity": "Opportunity ID,Opportunity Name,Account Name,Account ID,Opportunity Owner,"
    "Stage,Amount,Amount Currency,Probability (%),Close Date,Created Date,Type,Lead Source,"
    "Next Step,Fiscal Period,Age,Forecast Category,Won,Closed,Loss Reason,Last Activity,Push Count",
    "activity": "Activity ID,Subject,Date,Assigned,Company / Account,Contact,Lead,Opportunity,"
    "Priority,Status,Type,Task Subtype,Full Comments,Created Date",
    "stage_history": "Opportunity Name,From Stage,To Stage,Last Modified,Amount,Close Date",
    "user": "User ID,Full Name,Email,Title,Manager,Active",
}
SALESFORCE_EXPORT = {
    "account": "Id,Name,Type,BillingStreet,BillingCity,BillingState,BillingPostalCode,"
    "BillingCountry,Phone,Website,Industry,AnnualRevenue,NumberOfEmployees,OwnerId,CreatedDate,"
    "LastActivityDate,IsDeleted",
    "contact": "Id,AccountId,FirstName,LastName,Title,Email,Phone,MobilePhone,MailingStreet,"
    "MailingCity,MailingState,MailingPostalCode,MailingCountry,OwnerId,HasOptedOutOfEmail,"
    "LeadSource,CreatedDate",
    "lead": "Id,FirstName,LastName,Title,Company,Email,Phone,Status,LeadSource,OwnerId,"
    "IsConverted,ConvertedDate,ConvertedContactId,CreatedDate",
    "opportunity": "Id,AccountId,Name,StageName,Amount,Probability,CloseDate,Type,IsClosed,IsWon,"
    "ForecastCategoryName,OwnerId,CreatedDate,NextStep,LeadSource",
    "activity": "Id,WhoId,WhatId,Subject,ActivityDate,Status,OwnerId,Description,Type,AccountId,"
    "TaskSubtype,CallType",
    "stage_history": "OpportunityId,OldValue,NewValue,CreatedDate",
}
PLAIN = {
    "account": "company,website,industry,employees,country,owner",
    "lead": "name,email,company,source,status,created",
    "opportunity": "deal,company,owner,stage,value,close date",
    "stage_history": "deal id,from stage,stage,entered at,amount",
    "quota": "rep,start,end,quota,currency",
    "user": "name,email,title,team,manager,region,active,start date",
    "team": "team,region,manager",
    "stage": "stage,position,probability",
    "product": "product,series,sales_price",
    "prospect_company": "permalink,name,category_code,funding_total_usd,status,country_code",
    "funding_round": "company_permalink,company_name,funding_round_type,funded_at,"
    "raised_amount_usd",
    "subscription": "customer,arr,start date,end date,currency",
    "cost": "department,category,amount,month",
    "exchange_rate": "currency,date,rate",
    "deal_split": "deal id,rep,share",
    "team_membership": "member,team,member since,member until",
    "rep_commit": "rep,start,end,commit,committed on,currency",
    "prospect_person": "permalink,first_name,last_name,title,company_permalink,email",
}
